"""Who reports and who signs in: bodies that report by themselves, and a person for each role."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts import people
from accounts.models import Membership, User
from institutions.models import AdministrativeUnit, Contact, ReportingUnit
from institutions.models.units import FIRST_DAY
from institutions.reporting_units import end_reporting_unit, open_reporting_unit, save_contact

from .counts import DAK_LAK, PHU_YEN

PASSWORD = "hoc-tap-suot-doi"  # noqa: S105 (printed for everyone; such people exist in sample data only)
EVE_OF_MERGER = datetime.date(2025, 6, 30)
FIRST_REPORTING = datetime.date(2022, 1, 1)


@dataclass(frozen=True)
class SampleBody:
    """A body that reports for the institutions of a category in an old province; `goes_into` when it ended."""

    code: str
    name: str
    province: str
    category: str
    goes_into: str = ""


BODIES = (
    SampleBody("TVT-66", "Thư viện tỉnh Đắk Lắk", DAK_LAK, "library_province"),
    SampleBody("BT-66", "Bảo tàng Đắk Lắk", DAK_LAK, "museum"),
    SampleBody("SGD-66", "Sở Giáo dục và Đào tạo tỉnh Đắk Lắk", DAK_LAK, "library_education"),
    SampleBody("TVT-54", "Thư viện tỉnh Phú Yên", PHU_YEN, "library_province", "TVT-66"),
    SampleBody("BT-54", "Bảo tàng Phú Yên", PHU_YEN, "museum"),
    SampleBody("SGD-54", "Sở Giáo dục và Đào tạo tỉnh Phú Yên", PHU_YEN, "library_education", "SGD-66"),
)


@dataclass(frozen=True)
class SamplePerson:
    """Somebody to sign in as. `place`: the code of a reporting unit (reporters) or of a unit; blank for neither."""

    username: str
    full_name: str
    role: str
    place: str = ""
    until: datetime.date | None = None

    @property
    def email(self) -> str:
        """An address that leads nowhere, of those who are reminded of what they owe (RFC 2606)."""
        return f"{self.username}@mau.example" if self.role == Membership.Role.REPORTER else ""


ADMINISTRATOR = SamplePerson("quan.tri", "Quản trị viên mẫu", Membership.Role.ADMINISTRATOR)
REVIEWER = SamplePerson("tham.tra", "Người thẩm tra mẫu", Membership.Role.REVIEWER, "66")
PEOPLE = (
    ADMINISTRATOR,
    REVIEWER,
    SamplePerson("giam.doc", "Giám đốc mẫu", Membership.Role.VIEWER, "66"),
    SamplePerson("krong.pac", "Người báo cáo xã Krông Pắc (mẫu)", Membership.Role.REPORTER, "24490"),
    SamplePerson("ea.kly", "Người báo cáo xã Ea Kly (mẫu)", Membership.Role.REPORTER, "24496"),
    SamplePerson("thu.vien", "Người báo cáo Thư viện tỉnh (mẫu)", Membership.Role.REPORTER, "TVT-66"),
    SamplePerson("bao.tang", "Người báo cáo Bảo tàng (mẫu)", Membership.Role.REPORTER, "BT-66"),
    SamplePerson("so.giao.duc", "Người báo cáo Sở Giáo dục (mẫu)", Membership.Role.REPORTER, "SGD-66"),
    SamplePerson("huyen.cu", "Người báo cáo huyện cũ (mẫu)", Membership.Role.REPORTER, "654", EVE_OF_MERGER),
)
"""The last one's district ended, and the membership with it: signs in and finds nothing to do."""


def open_bodies(*, by: User) -> dict[tuple[str, str], ReportingUnit]:
    """The bodies with a contact each, by old province and category; two ended with the former Phú Yên."""
    provinces = {unit.code: unit for unit in AdministrativeUnit.objects.filter(parent=None).standing(FIRST_DAY)}
    found: dict[str, ReportingUnit] = {}
    for body in BODIES:
        row = open_reporting_unit(
            code=body.code, name=body.name, unit=provinces[body.province], valid_from=FIRST_DAY, by=None
        )
        contact = Contact(reporting_unit=row, name=f"Người liên hệ mẫu ({body.name})", position="Chuyên viên")
        save_contact(contact=contact, by=by)
        if body.goes_into:
            row = end_reporting_unit(reporting_unit=row, on=EVE_OF_MERGER, successor=found[body.goes_into], by=by)
        found[body.code] = row
    return {(body.province, body.category): found[body.code] for body in BODIES}


def invite_officials() -> User:
    """The administrator and the reviewer, who come before everything else; gives the reviewer."""
    password = make_password(PASSWORD)
    _invite(ADMINISTRATOR, password, by=None)
    return _invite(REVIEWER, password, by=User.objects.get(username=ADMINISTRATOR.username))


def invite_others() -> dict[int, User]:
    """All others; gives the reporters by the reporting unit for which they answered or answer."""
    administrator = User.objects.get(username=ADMINISTRATOR.username)
    for person in PEOPLE:
        if person not in (ADMINISTRATOR, REVIEWER):
            _invite(person, administrator.password, by=administrator)
    reporters = Membership.objects.filter(role=Membership.Role.REPORTER).select_related("user")
    return {row.reporting_unit_id: row.user for row in reporters if row.reporting_unit_id is not None}


def _invite(person: SamplePerson, password: str, *, by: User | None) -> User:
    reports = person.role == Membership.Role.REPORTER
    place = ReportingUnit.objects.filter(code=person.place).order_by("-valid_from").first() if reports else None
    unit = AdministrativeUnit.objects.filter(code=person.place).order_by("-valid_from").first() if not reports else None
    user = people.invite(
        username=person.username, full_name=person.full_name, email=person.email, role=person.role, by=by,
        reporting_unit=place, unit=unit,
        valid_from=max(place.valid_from, FIRST_REPORTING) if place else FIRST_REPORTING,
    )  # fmt: skip
    # One hash for all: the password is no secret, and hashing is slow by design.
    User.objects.filter(pk=user.pk).update(password=password)
    if person.until is not None:
        people.end_membership(membership=user.memberships.get(), on=person.until, by=by)
    return user

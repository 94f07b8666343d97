"""The fixed cast and the small province that every test of the suite may use.

The province is counted by hand. Old province 66 (to 30/06/2025) has district 654 (communes 24490, 24493, 24496) and
district 655 (communes 24538, 24541); province 54 has district 555 with commune 22015. On 01/07/2025 both provinces
become the new 66, districts end, and the communes go: 24490 + 24493 whole → new 24490; 24496 is split between new
24490 and new 24538; 24538 + 24541 whole → new 24538; 22015 whole → new 22015 (another extent, the same code).
"""

import datetime
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import settings

from accounts.models import Membership, User
from institutions.models import (
    AdministrativeUnit,
    Category,
    Institution,
    InstitutionVersion,
    ReportingUnit,
    UnitSuccession,
)
from reports import frozen

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

FIRST = datetime.date(2020, 1, 1)
LAST_OLD = datetime.date(2025, 6, 30)
FIRST_NEW = datetime.date(2025, 7, 1)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Files and tests that are asked for by name run in this process: to start workers would take longer than they."""
    folder = config.invocation_params.dir
    return 0 if all((folder / name.partition("::")[0]).is_file() for name in config.args) else None


@pytest.fixture(autouse=True)
def _as_in_a_new_process():
    """Nothing is kept, and no language stays chosen by the last request of another test."""
    cache.clear()
    translation.deactivate()


@pytest.fixture(autouse=True)
def _publications_go_with_their_test(request):
    """Tests that commit empty their tables afterwards, on SQLite row by row: publications would refuse to go."""
    marker, names = request.node.get_closest_marker("django_db"), set(request.fixturenames)
    commits = {"transactional_db", "live_server"} & names or (marker and marker.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("transactional_db")  # so that this ends before it does
    yield
    if commits:
        frozen.remove_triggers()


@dataclass
class SmallProvince:
    """Units by `old:CODE` and `new:CODE`, offices by the same, categories by code."""

    units: dict[str, AdministrativeUnit] = field(default_factory=dict)
    offices: dict[str, ReportingUnit] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)

    def unit(self, era: str, code: str, name: str, level: str, parent: str | None = None) -> AdministrativeUnit:
        dates = {"valid_from": FIRST, "valid_until": LAST_OLD} if era == "old" else {"valid_from": FIRST_NEW}
        unit = AdministrativeUnit.objects.create(
            code=code, name=name, level=level, parent=self.units[parent] if parent else None, **dates
        )
        self.units[f"{era}:{code}"] = unit
        if level in ("province", "district") or era == "new":
            self.offices[f"{era}:{code}"] = ReportingUnit.objects.create(
                code=code, name=f"Cơ quan {name}", unit=unit, is_office=True, **dates
            )
        return unit

    def succession(self, old: str, new: str, extent: str = "whole") -> None:
        UnitSuccession.objects.create(
            predecessor=self.units[f"old:{old}"], successor=self.units[f"new:{new}"], on=FIRST_NEW, extent=extent
        )

    def institution(
        self, code: str, name: str, category: str, unit: str, valid_from: datetime.date = FIRST, **version: object
    ) -> Institution:
        """An institution with one version. `unit` is a key such as `old:24490`."""
        institution = Institution.objects.create(code=code)
        InstitutionVersion.objects.create(
            institution=institution, name=name, category=self.categories[category], unit=self.units[unit],
            valid_from=valid_from, **version,
        )  # fmt: skip
        return institution


CATEGORIES = [
    ("library_province", "Thư viện công cộng cấp tỉnh", "library", "province"),
    ("library_district", "Thư viện công cộng cấp huyện", "library", "district"),
    ("library_commune", "Thư viện công cộng cấp xã", "library", "commune"),
    ("library_education", "Thư viện cơ sở giáo dục", "library", "none"),
    ("museum", "Bảo tàng", "museum", "none"),
    ("centre_province", "Trung tâm văn hóa cấp tỉnh", "centre", "province"),
    ("centre_district", "Trung tâm văn hóa, thể thao cấp huyện", "centre", "district"),
    ("house_commune", "Nhà văn hóa, thể thao cấp xã", "house", "commune"),
    ("house_village", "Nhà văn hóa - thể thao thôn", "house", "village"),
]


@pytest.fixture
def province(db) -> SmallProvince:
    """Units, succession, offices and categories; no institution yet."""
    return build_province()


def build_province() -> SmallProvince:
    """The province, for fixtures that keep it longer than one test."""
    small = SmallProvince()
    for position, (code, name, kind, level) in enumerate(CATEGORIES):
        small.categories[code] = Category.objects.create(
            code=code, name=name, kind=kind, level=level, position=position
        )
    for code, name, level, parent in [
        ("66", "Tỉnh Đắk Lắk", "province", None),
        ("54", "Tỉnh Phú Yên", "province", None),
        ("654", "Huyện Krông Pắc", "district", "old:66"),
        ("655", "Huyện Krông A Na", "district", "old:66"),
        ("555", "Thành phố Tuy Hoà", "district", "old:54"),
        ("24490", "Thị trấn Phước An", "commune", "old:654"),
        ("24493", "Xã KRông Búk", "commune", "old:654"),
        ("24496", "Xã Ea Kly", "commune", "old:654"),
        ("24538", "Thị trấn Buôn Trấp", "commune", "old:655"),
        ("24541", "Xã Ea Na", "commune", "old:655"),
        ("22015", "Phường 1", "commune", "old:555"),
    ]:
        small.unit("old", code, name, level, parent)
    small.unit("new", "66", "Tỉnh Đắk Lắk", "province")
    for code, name in [("24490", "Xã Krông Pắc"), ("24538", "Xã Krông Ana"), ("22015", "Phường Tuy Hòa")]:
        small.unit("new", code, name, "commune", "new:66")
    for old, new, extent in [
        ("66", "66", "whole"), ("54", "66", "whole"), ("24490", "24490", "whole"), ("24493", "24490", "whole"),
        ("24496", "24490", "part"), ("24496", "24538", "part"), ("24538", "24538", "whole"),
        ("24541", "24538", "whole"), ("22015", "22015", "whole"),
    ]:  # fmt: skip
        small.succession(old, new, extent)
    return small


@dataclass
class Cast:
    """A reporter of the office of new commune 24490, a reviewer and a viewer of province 66, a reporter elsewhere,
    the administrator, and somebody without any membership."""

    reporter: User
    reviewer: User
    viewer: User
    outsider: User
    administrator: User
    nobody: User


@pytest.fixture
def cast(province: SmallProvince) -> Cast:
    return build_cast(province)


def build_cast(province: SmallProvince) -> Cast:
    """The cast, for fixtures that keep it longer than one test."""

    def member(username: str, **membership: object) -> User:
        user = User.objects.create_user(username=username, full_name=username.title(), password=None)
        if membership:
            Membership.objects.create(user=user, valid_from=FIRST, **membership)
        return user

    return Cast(
        reporter=member("reporter", role="reporter", reporting_unit=province.offices["new:24490"]),
        reviewer=member("reviewer", role="reviewer", unit=province.units["new:66"]),
        viewer=member("viewer", role="viewer", unit=province.units["new:66"]),
        outsider=member("outsider", role="reporter", reporting_unit=province.offices["new:22015"]),
        administrator=member("administrator", role="administrator"),
        nobody=member("nobody"),
    )

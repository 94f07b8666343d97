"""One thing of each kind in the small province, for tests that ask about every address."""

import datetime
from dataclasses import dataclass

from accounts.models import Membership, User
from indicators.models import (
    Criterion,
    Measure,
    Plan,
    Requirement,
    Target,
    TargetGroup,
    TaskAction,
    TaskGroup,
    TerritoryRuling,
)
from institutions.aliases import remember_alias
from institutions.boundaries import receive_boundaries
from institutions.models import Contact, Institution, RegistryFile, ReportingUnit, SampleData
from institutions.proposing import propose
from reports.publishing import publish
from submissions.imports.applying import apply_batch, receive
from submissions.imports.staging import check_batch
from submissions.models import AnnualFigure, ImportBatch, ReportingYear, Submission
from submissions.workflow import close_year
from submissions.workflow.evidence import attach
from submissions.workflow.questions import ask

from .conftest import FIRST, FIRST_NEW, Cast, SmallProvince, build_cast, build_province
from .submissions.documents import PDF

ROLES = ["anonymous", "nobody", "reporter", "outsider", "reviewer", "stranger", "viewer", "administrator"]
SECRET = 987_654
"""The figure of institution A."""
OUTLINE = (
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"24490"},"geometry":'
    b'{"type":"Polygon","coordinates":[[[108.2,12.6],[108.4,12.6],[108.3,12.8],[108.2,12.6]]]}}]}'
)
"""The reporter's commune as a triangle."""


@dataclass
class World:
    """The things that addresses name: `values` has what stands for each `$name` of an argument."""

    users: dict[str, User | None]
    values: dict[str, object]

    def filled(self, values: dict[str, object]) -> dict[str, object]:
        """The arguments with each `$name` replaced."""
        return {
            key: self.values[value[1:]] if isinstance(value, str) and value.startswith("$") else value
            for key, value in values.items()
        }


def small_world() -> World:
    """Province, cast and one thing of each kind, for fixtures that keep them longer than one test."""
    province = build_province()
    return one_of_everything(province, build_cast(province))


def one_of_everything(province: SmallProvince, cast: Cast) -> World:
    """Institution A in the reporter's commune, its return of 2025 with one figure, a small plan, files that wait."""
    hanoi = province.unit("new", "01", "Thành phố Hà Nội", "province")
    stranger = User.objects.create_user(username="stranger", password=None)
    Membership.objects.create(user=stranger, role="reviewer", unit=hanoi, valid_from=FIRST)
    institution = province.institution("A", "Thư viện Phước An", "library_commune", "old:24490")
    province.institution("B", "Thư viện Ea Kly", "library_commune", "old:24496")
    office = province.offices["new:24490"]
    body = ReportingUnit.objects.create(code="BT", name="Bảo tàng", unit=province.units["new:66"], valid_from=FIRST_NEW)
    contact = Contact.objects.create(reporting_unit=office, name="H'Hoa")
    SampleData.objects.create(seed=1, assumptions="Tên trường được ghép ngẫu nhiên.")
    file = RegistryFile.received(data=b"code,name\n", file_name="co-so.csv", by=cast.reviewer)
    file.save()
    alias = remember_alias(institution=institution, name="TV Phước An", places=[], by=cast.reporter)
    proposal = propose(
        name="Nhà văn hóa Ea Kly", category=province.categories["house_commune"], unit=province.units["new:24490"],
        by=cast.reporter,
    )  # fmt: skip
    boundaries = receive_boundaries(
        data=OUTLINE, file_name="xa.geojson", on=FIRST_NEW, source="Sở", licence="CC BY", by=cast.reviewer
    )
    values = {
        "alias": alias.pk, "proposal": proposal.pk, "boundaries": boundaries.pk,
        "office": office.pk, "body": body.pk, "contact": contact.pk, "file": file.pk,
        "nobody": cast.nobody.pk, "viewer": cast.viewer.pk, "membership": cast.viewer.memberships.get().pk,
    }  # fmt: skip
    values |= _plan(province, institution)
    values |= _return_of_2025(institution, office, cast)
    values |= _publication_of_2023(cast)
    users = {role: getattr(cast, role, None) for role in ROLES} | {"stranger": stranger}
    return World(users, values)


def _plan(province: SmallProvince, institution: Institution) -> dict[str, object]:
    plan = Plan.objects.create(
        code="06-kh-ubnd-2023", title="Kế hoạch", short_title="KH 06", legal_basis="06/KH-UBND",
        issued_on=datetime.date(2023, 1, 10), territory=province.units["old:66"],
    )  # fmt: skip
    measure = Measure.objects.create(code="visits_onsite", label="Lượt tại chỗ", type="count")
    measure.categories.set(province.categories.values())
    criterion = Criterion.objects.create(plan=plan, code="L1", title="Phục vụ", kind="share")
    Requirement.objects.create(criterion=criterion).measures.add(measure)
    group = TargetGroup.objects.create(criterion=criterion, name="Thư viện xã")
    group.categories.add(province.categories["library_commune"])
    target = Target.objects.create(group=group, milestone=2025, threshold=36, citation="Kế hoạch 06")
    tasks = TaskGroup.objects.create(plan=plan, position=1, title="Tuyên truyền")
    action = TaskAction.objects.create(task_group=tasks, title="Ngày sách", responsible="Sở")
    ruling = TerritoryRuling.objects.create(plan=plan, institution=institution, inside=True, reason="QĐ 1")
    return {"target": target.pk, "action": action.pk, "ruling": ruling.pk}


def _return_of_2025(institution: Institution, office: ReportingUnit, cast: Cast) -> dict[str, object]:
    year = ReportingYear.calendar(2025)
    year.save()
    row = Submission.objects.create(reporting_unit=office, year=year)
    applied = _sent(year, f"institution,visits_onsite\n{institution.code},{SECRET}\n", cast)
    apply_batch(batch=applied, by=cast.reporter)
    waiting = _sent(year, f"institution,visits_onsite\n{institution.code},5\n", cast)
    figure = AnnualFigure.objects.get(institution=institution, year=year)
    evidence = attach(figure=figure, data=PDF, file_name="bang-ke.pdf", by=cast.reporter)
    question = ask(
        submission=row, institution_id=institution.pk, measure_id=figure.measure_id, text="Đúng không?",
        by=cast.reviewer,
    )  # fmt: skip
    return {
        "submission": row.pk, "figure": figure.pk, "waiting": waiting.pk, "applied": applied.pk,
        "evidence": evidence.pk, "question": question.pk,
    }  # fmt: skip


def _publication_of_2023(cast: Cast) -> dict[str, object]:
    year = ReportingYear.calendar(2023)
    year.save()
    close_year(year=year, by=cast.reviewer)
    return {"publication": publish(plan=Plan.objects.get(), year=year, by=cast.reviewer).pk}


def _sent(year: ReportingYear, text: str, cast: Cast) -> ImportBatch:
    """A checked file of the reporter's."""
    batch = receive(data=text.encode(), file_name="so-lieu.csv", year=year, by=cast.reporter)
    check_batch(batch)
    batch.refresh_from_db()
    return batch

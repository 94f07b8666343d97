"""Publishing: what is frozen, that it stays, that it can be recounted from its own files, and that damage is found."""

import hashlib
import json
import zlib
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from indicators.models import Plan
from institutions.refusals import Refused
from reports import frozen
from reports.census import Question
from reports.known import known
from reports.models import Publication
from reports.outcomes import Outcome, as_csv, read_csv
from reports.output import rows_json
from reports.publication_document import canonical, citation_of
from reports.publishing import publish
from reports.results import rows_of
from submissions.models import AnnualFigure, ReportingYear
from submissions.workflow import close_year, reopen_year
from tests.conftest import FIRST
from tests.reports.random_story import Story

PLAN = "06-kh-ubnd-2023"


@pytest.fixture
def closed(counted):
    """The small province with 2024 closed."""
    year = ReportingYear.objects.get(number=2024)
    close_year(year=year, by=None)
    return counted


@pytest.fixture
def published(closed, cast):
    year = ReportingYear.objects.get(number=2024)
    return publish(plan=closed.plan, year=year, by=cast.reviewer, note="Lần đầu")


def test_a_publication_holds_the_rows_as_progress_gives_them(published, cast):
    document = published.document
    assert document["rows"] == rows_json(rows_of(Question(PLAN, 2024)))
    assert (published.number, published.by, published.note) == (1, cast.reviewer, "Lần đầu")
    assert document["basis"] == "approved"
    assert document["publication"]["number"] == 1
    assert document["year"] == {
        "number": 2024, "calendar": "năm thống kê (01/01 - 31/12)", "start": "2024-01-01", "end": "2024-12-31",
        "reference_date": "2024-12-31", "closed_at": document["year"]["closed_at"],
    }  # fmt: skip
    assert document["plan"]["territory"] == {"code": "66", "name": "Tỉnh Đắk Lắk"}
    library = next(criterion for criterion in document["criteria"] if criterion["code"] == "L1")
    assert library["requirements"] == [{"measures": ["lifelong_service"], "minimum": 1}]
    assert library["groups"][1]["targets"][0]["threshold"] == "87"
    assert library["groups"][1]["targets"][0]["comparison"] == "exact"


def test_the_document_is_written_in_one_way_and_hashed(published):
    data = published.results_file
    assert data == canonical(json.loads(data))
    assert data.endswith(b"}\n")
    assert "Đắk Lắk".encode() in data
    assert published.sha256 == hashlib.sha256(data).hexdigest()
    assert published.document["registry"]["sha256"] == hashlib.sha256(published.registry_file).hexdigest()
    assert citation_of(published.document, published.sha256).endswith(f"SHA-256 {published.sha256}.")


def test_the_document_is_vietnamese_whoever_publishes(closed):
    year = ReportingYear.objects.get(number=2024)
    with translation.override("en"):
        found = publish(plan=closed.plan, year=year, by=None)
    assert found.document["year"]["calendar"] == "năm thống kê (01/01 - 31/12)"


def test_each_published_number_follows_from_the_published_institutions(published):
    lines = read_csv(published.registry_file)
    for row in published.document["rows"]:
        group = " + ".join(row["categories"])
        mine = [line for line in lines if line["criterion"] == row["criterion"] and line["group"] == group]
        if row["kind"] == "share":
            assert {line["reference_date"] for line in mine} <= {row["reference_date"]}
            said = [line["outcome"] for line in mine]
            assert [len(said), *map(said.count, ("met", "not_met", "silent"))] == [
                row["eligible"], row["met"], row["not_met"], row["silent"],
            ]  # fmt: skip
        else:
            sums = {
                year: sum(int(line["value"] or 0) for line in mine if line["year"] == str(year))
                for year in (row["base_year"], 2024)
            }
            assert sums == {row["base_year"]: row["base"], 2024: row["value"]}
            last = [line for line in mine if line["year"] == "2024"]
            assert len(last) == row["eligible"]
            assert [line["outcome"] for line in last].count("reported") == row["reported"]
    assert {line["code"] for line in lines if line["criterion"] == "L1"} == {
        "TVT", "TV654", "TV655", "X1", "X2", "X3", "E1",
    }  # fmt: skip


def test_a_line_says_where_the_institution_was_and_who_answered(published):
    line = next(line for line in read_csv(published.registry_file) if line["code"] == "X1")
    assert line == {
        "criterion": "L1", "group": "library_commune", "year": "2024", "reference_date": "2024-12-31", "code": "X1",
        "name": "Cơ sở X1", "category": "library_commune", "unit_code": "24490", "unit": "Thị trấn Phước An",
        "reporting_unit_code": "654", "reporting_unit": "Cơ quan Huyện Krông Pắc", "outcome": "met", "value": "",
    }  # fmt: skip


def test_texts_are_defused_in_the_file_and_read_back(db):
    line = Outcome("L1", "museum", 2024, "2024-12-31", "B1", "=1+1", "museum", "66", "Tỉnh", "", "", "met", "")
    data = as_csv([line])
    assert b",'=1+1," in data
    assert read_csv(data)[0]["name"] == "=1+1"


def test_only_closed_years_are_published(counted, cast):
    year = ReportingYear.objects.get(number=2024)
    with pytest.raises(Refused, match="chưa khóa"):
        publish(plan=counted.plan, year=year, by=cast.reviewer)
    assert not Publication.objects.exists()


def test_the_next_publication_gets_the_next_number_and_the_first_stays(published, closed):
    year = ReportingYear.objects.get(number=2024)
    before = published.results_file
    reopen_year(year=year, by=None, reason="Đính chính")
    AnnualFigure.objects.filter(institution__code="TV655", year=year).update(state="unknown")
    closed.figures(2024, "approved", TV655={"lifelong_service": 1})
    close_year(year=year, by=None)
    second = publish(plan=closed.plan, year=year, by=None)
    assert second.number == 2
    first = Publication.objects.get(number=1)
    assert first.results_file == before
    assert first.document["rows"] != second.document["rows"]
    assert second.document["rows"] == rows_json(rows_of(Question(PLAN, 2024)))


def test_a_publication_counts_the_returns_of_who_answers(published):
    # Districts 654 and 655 answer in 2024, the old province for its own; its return is the only one there is.
    assert published.document["responses"] == {
        "asked": 3, "draft": 0, "submitted": 0, "returned": 0, "approved": 1, "none": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda row: Publication.objects.update(note="khác"),
        lambda row: Publication.objects.filter(pk=row.pk).update(sha256="0" * 64),
        lambda row: row.delete(),
        lambda row: Publication.objects.all()._raw_delete("default"),
    ],
)
def test_the_database_refuses_to_change_or_delete_a_publication(published, change):
    before = Publication.objects.values().get()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        change(published)
    assert Publication.objects.values().get() == before


def test_check_publications_finds_damage(published, capsys):
    call_command("check_publications")
    assert capsys.readouterr().out.strip() == "Đã kiểm tra 1 bản công bố: 0 bản hỏng."
    frozen.remove_triggers()
    with pytest.raises(CommandError, match="0 bản hỏng"):
        call_command("check_publications")
    assert "migrate" in capsys.readouterr().err
    other = zlib.compress(published.results_file.replace(b'"met": 1', b'"met": 2'))
    Publication.objects.update(results=other)
    frozen.install_triggers()
    with pytest.raises(CommandError, match="1 bản hỏng"):
        call_command("check_publications")
    assert f"{PLAN} 2024 #1" in capsys.readouterr().err


@pytest.mark.parametrize("damaged", [b"", b"no deflated bytes", zlib.compress(b"{"), zlib.compress(b"[]")])
def test_a_damaged_publication_is_not_intact(published, damaged):
    found = Publication(results=damaged, registry=published.registry, sha256=published.sha256)
    assert not found.is_intact()


def test_what_was_published_is_what_is_known_on_that_moment(db, tmp_path):
    story = Story(4, tmp_path)
    story.begin()
    for _happened in story.steps(6):
        pass
    year = ReportingYear.objects.get(number=2024)
    close_year(year=year, by=None)
    found = publish(plan=Plan.objects.get(), year=year, by=None)
    after = timezone.now()
    reopen_year(year=year, by=None, reason="Sửa")
    for _happened in story.steps(8):
        pass
    assert rows_json(known(Question("thu-nghiem", 2024), found.at)) == found.document["rows"]
    assert rows_json(known(Question("thu-nghiem", 2024), after)) == found.document["rows"]


def test_shares_in_the_document_are_those_of_its_counts(published):
    for row in published.document["rows"]:
        if row["kind"] == "share" and row["eligible"]:
            exact = Fraction(100 * row["met"], row["eligible"])
            assert abs(exact - Fraction(row["share"])) <= Fraction(1, 200)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_leaves_no_publication_and_the_database_guarded(province, turn):
    plan = Plan.objects.create(code=PLAN, title="KH", short_title="KH", legal_basis="1", issued_on=FIRST)
    year = ReportingYear.calendar(2024)
    year.save()
    assert not Publication.objects.exists()
    row = Publication.objects.create(
        plan=plan, year=year, number=1, results=b"", registry=b"", sha256="0" * 64, at=timezone.now()
    )
    with pytest.raises(IntegrityError, match="never changed"):
        Publication.objects.filter(pk=row.pk).update(note="khác")

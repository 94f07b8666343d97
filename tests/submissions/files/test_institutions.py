"""Rows of which the portal does not know what institution they mean: asked, answered, remembered, proposed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions.models import InstitutionAlias, InstitutionProposal
from institutions.proposing import accept_as, refuse
from submissions.models import AnnualFigure, ImportBatch

from .conftest import open_steps, text_of


@pytest.fixture
def namesakes(province):
    """Two libraries of one name in one commune of today."""
    province.institution("N1", "Thư viện Hòa An", "library_commune", "old:24490")
    province.institution("N2", "Thư viện Hòa An", "library_commune", "old:24493")


def answers_to(shown, **meant: str) -> dict[str, object]:
    """What the page of institutions would post, with these answers by line."""
    data: dict[str, object] = {"row": []}
    for form in shown.context["forms"]:
        data["row"].append(str(form.row.position))
        data[f"{form.prefix}-place"] = form.where
        data[f"{form.prefix}-meant"] = meant.get(f"line{form.row.line}", "")
        data[f"{form.prefix}-code"] = meant.get(f"code{form.row.line}", "")
    return data


def test_two_equal_candidates_are_asked_and_the_answer_is_remembered(page, returns, namesakes):
    text = "Tên,Xã/phường,Lượt tại chỗ\nThư viện Hòa An,Xã Krông Pắc,30\n"
    shown = page.send(text)
    assert open_steps(shown) == {"Cơ sở": 1}
    batch = shown.context["batch"]
    asked = page.get("file_institutions", batch)
    offered = [value for value, _label in asked.context["forms"][0].fields["meant"].choices]
    assert offered[:2] == ["N1", "N2"]
    assert "checked" not in asked.content.decode()
    answered = page.post("file_institutions", batch, answers_to(asked, line2="N2"))
    assert answered.request["PATH_INFO"] == reverse("submissions:file", args=[batch.pk])
    assert "Thư viện Hòa An (N2) mới" in text_of(answered)
    page.apply(answered)
    assert AnnualFigure.objects.get().institution.code == "N2"
    assert InstitutionAlias.objects.get().institution.code == "N2"
    assert open_steps(page.send("Tên,Xã/phường,Lượt tại chỗ\nTHƯ VIỆN HOÀ AN,xã Krông Păc,31\n")) == {}


def test_a_name_that_nobody_knows_is_offered_the_likely_ones_and_not_somebody_elses(page, returns):
    text = "Tên,Xã/phường,Lượt tại chỗ\nThư viện xã Phước An,Xã Krông Pắc,30\nThư viện Phường 1,Xã Krông Pắc,4\n"
    asked = page.get("file_institutions", page.send(text).context["batch"])
    first, second = (dict(form.fields["meant"].choices) for form in asked.context["forms"])
    assert next(iter(first)) == "TV1"
    assert first["TV1"] == "Thư viện Phước An, Xã Krông Pắc (TV1)"
    assert "TV3" not in second


def test_a_code_can_be_written_a_row_left_out_and_mistakes_are_said(page, returns):
    text = "institution,visits_onsite\nTV01,30\nTV9,4\nTV2,5\n"
    batch = page.send(text).context["batch"]
    asked = page.get("file_institutions", batch)
    foreign = page.post("file_institutions", batch, answers_to(asked, line2="other", code2="TV3", line3="skip"))
    assert foreign.status_code == 422
    assert "Không có trong danh sách cơ sở của bạn" in text_of(foreign)
    missing = page.post("file_institutions", batch, answers_to(asked, line2="other"))
    assert "Hãy ghi mã của cơ sở." in text_of(missing)
    both = page.post("file_institutions", batch, answers_to(asked, line2="skip", code2="TV1"))
    assert "không làm cả hai" in text_of(both)
    assert "institutions" not in ImportBatch.objects.get().choices
    done = page.post("file_institutions", batch, answers_to(asked, code2="TV1", line3="skip"))
    assert open_steps(done) == {}
    assert done.context["counts"].of == {
        "new": 2, "changed": 0, "unchanged": 0, "skipped": 1, "question": 0, "error": 0,
    }  # fmt: skip
    assert not InstitutionAlias.objects.exists()  # a code is a slip of the pen, not a name


def test_an_unanswered_row_stays_a_question(page, namesakes):
    text = "Tên,Xã/phường,Lượt tại chỗ\nThư viện Hòa An,Xã Krông Pắc,30\n"
    batch = page.send(text).context["batch"]
    told = page.post("file_institutions", batch, answers_to(page.get("file_institutions", batch)))
    assert "Chưa chọn gì" in text_of(told)
    assert len(told.context["forms"]) == 1


def test_a_place_that_is_not_in_the_registry_is_proposed(page, cast, province):
    text = "Tên,Xã/phường,Lượt tại chỗ\nTủ sách Ea Yông,Xã Krông Pắc,30\nThư viện Phước An,Xã Krông Pắc,4\n"
    batch = page.send(text).context["batch"]
    asked = page.get("file_institutions", batch)
    row = asked.context["forms"][0].row
    assert f"?row={row.position}" in asked.content.decode()
    query = f"?row={row.position}"
    form = page.client.get(reverse("submissions:file_propose", args=[batch.pk]) + query)
    assert 'value="Xã Krông Pắc (24490)"' in form.content.decode()
    category = province.categories["library_commune"].pk
    outside = page.post("file_propose", batch, {"category": category, "unit": "22015"}, query=query)
    assert "không thuộc địa bàn bạn báo cáo" in text_of(outside)
    page.post("file_propose", batch, {"category": category, "unit": "Xã Krông Pắc (24490)"}, query=query)
    proposal = InstitutionProposal.objects.get()
    assert (proposal.name, proposal.places, proposal.proposed_by.username) == (
        "Tủ sách Ea Yông", ["Xã Krông Pắc"], "reporter",
    )  # fmt: skip
    assert proposal.source == "so-lieu.csv, dòng 2"
    shown = page.get("file", batch)
    assert "1 dòng chờ người thẩm tra quyết định" in text_of(shown)
    assert open_steps(shown) == {}
    assert "Chỉ ghi 1 dòng không có lỗi" in text_of(shown)


@pytest.fixture
def proposed(page, province):
    """A waiting file with one row that was put to the reviewer: the page after that, and the proposal."""
    batch = page.send("Tên,Xã/phường,Lượt tại chỗ\nTủ sách Ea Yông,Xã Krông Pắc,30\n").context["batch"]
    row = page.get("file_institutions", batch).context["forms"][0].row
    category = province.categories["library_commune"].pk
    page.post("file_propose", batch, {"category": category, "unit": "24490"}, query=f"?row={row.position}")
    return batch, InstitutionProposal.objects.get()


def test_a_row_reads_as_soon_as_its_proposal_is_taken_as_an_institution(page, returns, cast, proposed):
    batch, proposal = proposed
    assert page.get("file", batch).context["counts"].unnamed == 1
    accept_as(proposal=proposal, institution=returns.other_library, by=cast.reviewer)
    shown = page.get("file", batch)
    assert (shown.context["counts"].unnamed, shown.context["counts"].changing) == (0, 1)
    assert page.apply(shown).context["batch"].is_applied
    assert AnnualFigure.objects.get(institution=returns.other_library, measure=returns.visits).value == 30


def test_a_refused_proposal_is_a_question_again_with_the_reason(page, cast, proposed):
    batch, proposal = proposed
    assert "1 dòng chờ người thẩm tra quyết định" in text_of(page.get("file", batch))
    refuse(proposal=proposal, reason="Không có nơi này.", by=cast.reviewer)
    shown = page.get("file", batch)
    assert open_steps(shown) == {"Cơ sở": 1}
    assert "Người thẩm tra không nhận đề nghị thêm cơ sở này: Không có nơi này." in text_of(shown)
    assert "chờ người thẩm tra quyết định" not in text_of(shown)


def test_the_queries_of_the_questions_do_not_grow_with_the_rows(page, returns, namesakes):
    counts = []
    for number in (1, 3, 30):
        rows = "".join(f"Thư viện Hòa An,Xã Krông Pắc,{index}\n" for index in range(number))
        batch = page.send(f"Tên,Xã/phường,Lượt tại chỗ\n{rows}").context["batch"]
        with CaptureQueriesContext(connection) as queries:
            assert len(page.get("file_institutions", batch).context["forms"]) == number
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts

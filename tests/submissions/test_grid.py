"""The grid: what is typed, what is left alone, what somebody else changed meanwhile, how many queries a save takes."""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.models import AnnualFigure, FigureChange, State
from submissions.views import submission as page
from submissions.workflow import approve, close_year

from .ungated import hand_in


@pytest.fixture
def grid(client, cast, returns):
    """Opens the page of the commune's return, and posts it back with some cells typed over."""
    client.force_login(cast.reporter)
    return Grid(client, returns)


class Grid:
    def __init__(self, client, returns, submission=None):
        self.client, self.returns = client, returns
        self.url = reverse("submissions:submission", args=[(submission or returns.commune).pk])

    def name(self, kind, institution, measure=None):
        return f"{kind}-{institution.pk}-{measure.pk}" if measure else f"{kind}-{institution.pk}"

    def open(self):
        """What a browser would send back untouched."""
        return sent_back(self.client.get(self.url).content.decode())

    def save(self, data):
        return self.client.post(self.url, data)


def sent_back(html):
    form = html[html.index('id="grid"') :]
    data = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="radio"' not in tag and name[1] != "csrfmiddlewaretoken":
            data.setdefault(name[1], []).append(value[1] if value else "")
    for name, options in re.findall(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        data[name] = [(re.findall(r'value="([^"]*)" selected', options) or [""])[-1]]
    return data


def stored(institution, measure):
    figure = AnnualFigure.objects.filter(institution=institution, measure=measure, year__number=2025).first()
    return figure and (figure.state, figure.value, figure.is_estimate, figure.note)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("12", ("reported", 12, False, "")),
        (" 0 ", ("reported", 0, False, "")),
        ("-", ("reported", 0, False, "")),
        ("1.234", ("reported", 1234, False, "")),
        ("ước 500", ("reported", 500, True, "")),
        ("?", ("unknown", None, False, "")),
        ("", None),
    ],
)
def test_grid_stores_what_is_typed(grid, returns, cast, text, answer):
    response = grid.save(grid.open() | {grid.name("value", returns.library, returns.visits): text})
    assert response.status_code == 302
    assert stored(returns.library, returns.visits) == answer
    assert AnnualFigure.objects.count() == (answer is not None)
    if answer:
        change = FigureChange.objects.get()
        assert (change.by, change.through, change.old_state) == (cast.reporter, "grid", "not_reported")


@pytest.mark.parametrize(("choice", "answer"), [("1", 1), ("0", 0)])
def test_grid_stores_yes_and_no(grid, returns, choice, answer):
    grid.save(grid.open() | {grid.name("value", returns.library, returns.service): choice})
    assert stored(returns.library, returns.service) == ("reported", answer, False, "")


def test_grid_asks_the_reason_of_not_applicable(grid, returns):
    name = grid.name("value", returns.library, returns.service)
    response = grid.save(grid.open() | {name: "KAD"})
    assert response.status_code == 422
    assert "Hãy ghi lý do không áp dụng: ở ghi chú của ô" in response.content.decode()
    again = sent_back(response.content.decode())
    assert again[name] == ["KAD"]
    grid.save(again | {grid.name("reason", returns.library): "Đang sửa nhà"})
    assert stored(returns.library, returns.service) == ("not_applicable", None, False, "Đang sửa nhà")


def test_grid_refuses_a_reason_that_is_too_long(grid, returns):
    name, reason = grid.name("value", returns.library, returns.service), grid.name("reason", returns.library)
    response = grid.save(grid.open() | {name: "KAD", reason: "x" * 501})
    assert "Ghi chú dài quá 500 ký tự." in response.content.decode()
    grid.save(grid.open() | {name: "KAD", reason: "x\0" * 500})
    assert stored(returns.library, returns.service) == ("not_applicable", None, False, "x" * 500)


def test_grid_keeps_everything_typed_when_one_cell_is_wrong(grid, returns):
    good, bad = (grid.name("value", row, returns.visits) for row in (returns.library, returns.other_library))
    response = grid.save(grid.open() | {good: "77", bad: "1.5"})
    text = response.content.decode()
    assert response.status_code == 422
    assert "Số đếm phải là số nguyên." in text
    assert sent_back(text)[good] == ["77"]
    assert sent_back(text)[bad] == ["1.5"]
    assert not AnnualFigure.objects.exists()


def test_grid_leaves_a_cleared_cell_alone_and_says_so(grid, returns):
    returns.say(returns.commune, returns.library, returns.visits, 40)
    data = grid.open()
    name = grid.name("value", returns.library, returns.visits)
    assert data[name] == ["40"]
    response = grid.client.post(grid.url, data | {name: ""}, follow=True)
    assert stored(returns.library, returns.visits) == ("reported", 40, False, "")
    assert "1 ô bị xóa trống vẫn giữ số liệu cũ." in response.content.decode()


def test_grid_sent_back_untouched_changes_nothing(grid, returns):
    for number, (institution, measure, value) in enumerate(
        [(returns.library, returns.visits, 40), (returns.other_library, returns.service, 0)]
    ):
        figure = returns.say(returns.commune, institution, measure, value, is_estimate=not number, note="xem sổ")
    figure.state, figure.value = State.UNKNOWN, None
    figure.save()
    response = grid.client.post(grid.url, grid.open(), follow=True)
    assert "Không có số liệu nào thay đổi." in response.content.decode()
    assert FigureChange.objects.count() == 2
    assert stored(returns.library, returns.visits) == ("reported", 40, True, "xem sổ")


def test_grid_never_overwrites_what_somebody_else_wrote_meanwhile(grid, returns, cast):
    returns.say(returns.commune, returns.library, returns.visits, 10)
    mine = grid.open()
    returns.say(returns.commune, returns.library, returns.visits, 20, by=cast.reviewer)
    name = grid.name("value", returns.library, returns.visits)
    other = grid.name("value", returns.other_library, returns.visits)
    response = grid.save(mine | {name: "30", other: "5"})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Người khác vừa sửa" in text
    assert "Reviewer" in text
    assert '<span class="figure-value">20</span>' in text
    assert '<span class="figure-value">30</span>' in text
    assert stored(returns.library, returns.visits)[1] == 20
    assert stored(returns.other_library, returns.visits) is None

    undecided = sent_back(text)
    assert grid.save(undecided).status_code == 409
    choice = grid.name("choice", returns.library, returns.visits)
    assert grid.save(undecided | {choice: "mine-2"}).status_code == 302
    assert stored(returns.library, returns.visits)[1] == 30
    assert stored(returns.other_library, returns.visits)[1] == 5


def test_grid_keeps_theirs_where_that_is_chosen(grid, returns):
    mine = grid.open()
    returns.say(returns.commune, returns.library, returns.visits, 20)
    name, choice = (grid.name(kind, returns.library, returns.visits) for kind in ("value", "choice"))
    other = grid.name("value", returns.other_library, returns.visits)
    text = grid.save(mine | {name: "30", other: "5"}).content.decode()
    assert grid.save(sent_back(text) | {choice: "theirs"}).status_code == 302
    assert stored(returns.library, returns.visits)[1] == 20
    assert stored(returns.other_library, returns.visits)[1] == 5


def test_grid_asks_again_when_theirs_changes_once_more(grid, returns):
    mine = grid.open()
    returns.say(returns.commune, returns.library, returns.visits, 20)
    name, choice = (grid.name(kind, returns.library, returns.visits) for kind in ("value", "choice"))
    text = grid.save(mine | {name: "30"}).content.decode()
    returns.say(returns.commune, returns.library, returns.visits, 25)
    response = grid.save(sent_back(text) | {choice: "mine-1"})
    assert response.status_code == 409
    assert '<span class="figure-value">25</span>' in response.content.decode()
    assert stored(returns.library, returns.visits)[1] == 25


def test_grid_shows_the_conflict_where_somebody_was_quicker_in_the_very_moment(grid, returns, monkeypatch):
    def slower(*args):
        returns.say(returns.commune, returns.library, returns.visits, 20)
        return store(*args)

    store = page._store
    monkeypatch.setattr(page, "_store", slower)
    response = grid.save(grid.open() | {grid.name("value", returns.library, returns.visits): "30"})
    assert response.status_code == 409
    assert "Người khác vừa sửa" in response.content.decode()
    assert stored(returns.library, returns.visits)[1] == 20


def test_grid_sees_no_conflict_in_cells_that_its_author_did_not_touch(grid, returns):
    returns.say(returns.commune, returns.library, returns.visits, 10)
    mine = grid.open()
    returns.say(returns.commune, returns.library, returns.visits, 20)
    other = grid.name("value", returns.other_library, returns.visits)
    assert grid.save(mine | {other: "5"}).status_code == 302
    assert stored(returns.library, returns.visits)[1] == 20
    assert stored(returns.other_library, returns.visits)[1] == 5


def test_grid_sees_no_conflict_where_both_say_the_same(grid, returns):
    mine = grid.open()
    returns.say(returns.commune, returns.library, returns.visits, 20)
    assert grid.save(mine | {grid.name("value", returns.library, returns.visits): "20"}).status_code == 302
    assert AnnualFigure.objects.get().revision == 1


def test_grid_ignores_institutions_of_other_returns(grid, returns):
    data = grid.open()
    data["line"] += [str(returns.foreign_library.pk)]
    data[grid.name("value", returns.foreign_library, returns.visits)] = "666"
    data[grid.name("seen", returns.foreign_library, returns.visits)] = "0"
    assert grid.save(data).status_code == 302
    assert not AnnualFigure.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("administrator", 403), ("outsider", 404)])
def test_grid_is_saved_by_those_who_enter_figures(grid, client, cast, returns, role, status):
    data = grid.open() | {grid.name("value", returns.library, returns.visits): "9"}
    client.force_login(getattr(cast, role))
    assert grid.save(data).status_code == status
    assert not AnnualFigure.objects.exists()


@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [
        ("submitted", "Chỉ xem: báo cáo đã nộp."),
        ("approved", "báo cáo đã duyệt"),
        ("closed", "2025 đã khóa: "),
    ],
)
def test_grid_keeps_what_was_typed_when_the_state_changed_meanwhile(grid, cast, returns, meanwhile, sentence):
    name = grid.name("value", returns.library, returns.visits)
    data = grid.open() | {name: "9"}
    if meanwhile == "closed":
        close_year(year=returns.this_year, by=cast.reviewer)
    else:
        hand_in(returns.commune, cast.reporter)
        if meanwhile == "approved":
            approve(submission=returns.commune, by=cast.reviewer)
    response = grid.save(data)
    assert response.status_code == 409
    assert sentence in response.content.decode()
    assert sent_back(response.content.decode())[name] == ["9"]
    assert not AnnualFigure.objects.exists()


def test_grid_saves_and_submits_in_one_go(grid, returns, cast):
    for library in (returns.library, returns.other_library):
        returns.say(returns.commune, library, returns.service, 1)
    returns.say(returns.commune, returns.other_library, returns.visits, 7)
    data = grid.open() | {grid.name("value", returns.library, returns.visits): "9", "submit": "1"}
    assert grid.save(data).status_code == 302
    assert stored(returns.library, returns.visits)[1] == 9
    event = returns.commune.events.last()
    assert (event.new_status, event.by) == ("submitted", cast.reporter)


def test_grid_saves_and_goes_to_the_checks(grid, returns):
    data = grid.open() | {grid.name("value", returns.library, returns.visits): "9", "check": "1"}
    response = grid.save(data)
    assert response.url == reverse("submissions:submission_checks", args=[returns.commune.pk])
    assert stored(returns.library, returns.visits)[1] == 9
    returns.commune.refresh_from_db()
    assert returns.commune.status == "draft"


def test_grid_submits_nothing_while_a_cell_is_wrong(grid, returns):
    data = grid.open() | {grid.name("value", returns.library, returns.visits): "1.5", "submit": "1"}
    assert grid.save(data).status_code == 422
    returns.commune.refresh_from_db()
    assert returns.commune.status == "draft"


def test_grid_saves_nothing_where_it_cannot_be_submitted(grid, client, returns, cast):
    data = grid.open() | {grid.name("value", returns.library, returns.visits): "9", "submit": "1"}
    hand_in(returns.commune, cast.reporter)
    client.force_login(cast.reviewer)
    response = grid.save(data)
    assert response.status_code == 409
    assert "đã nộp nên không làm được bước này" in response.content.decode()
    assert not AnnualFigure.objects.exists()


def test_grid_of_a_reviewer_saves_a_submitted_return(client, cast, returns):
    hand_in(returns.commune, cast.reporter)
    client.force_login(cast.reviewer)
    grid = Grid(client, returns)
    grid.save(grid.open() | {grid.name("value", returns.library, returns.visits): "9"})
    assert stored(returns.library, returns.visits)[1] == 9


@pytest.mark.parametrize("nonsense", ["²", "abc", "-1", "99999999999999999999"])
def test_grid_reads_a_nonsense_revision_as_never_seen(grid, returns, nonsense):
    returns.say(returns.commune, returns.library, returns.visits, 10)
    data = grid.open()
    data[grid.name("seen", returns.library, returns.visits)] = nonsense
    data[grid.name("value", returns.library, returns.visits)] = "11"
    assert grid.save(data).status_code == 409
    assert stored(returns.library, returns.visits)[1] == 10


def test_grid_saves_1_3_and_a_page_of_institutions_in_the_same_queries(client, cast, province, returns):
    client.force_login(cast.outsider)
    grid = Grid(client, returns, returns.foreign)
    libraries = [returns.foreign_library]
    libraries += [
        province.institution(f"N{number:03}", f"Thư viện {number}", "library_commune", "old:22015")
        for number in range(49)
    ]
    others, inserts = [], []
    grid.open()
    for some in (libraries[:1], libraries[1:4], libraries[4:]):
        data = grid.open() | {grid.name("value", library, returns.visits): "7" for library in some}
        with CaptureQueriesContext(connection) as queries:
            assert grid.save(data).status_code == 302
        written = [query["sql"].startswith("INSERT") for query in queries]
        inserts.append(sum(written))
        others.append(len(written) - sum(written))
    assert AnnualFigure.objects.count() == page.PER_PAGE == 50
    assert len(set(others)) == 1
    assert others[0] <= 36
    # SQLite takes 999 parameters a statement, so that 46 figures and their trace are some portions each.
    assert inserts[0] == inserts[1] <= 3
    assert inserts[2] <= 10


def test_grid_stores_notes_and_keeps_those_that_nobody_touched(grid, returns):
    returns.say(returns.commune, returns.library, returns.visits, 10, note="theo sổ")
    data = grid.open()
    note = grid.name("note", returns.library, returns.visits)
    assert data[note] == ["theo sổ"]
    grid.save(data | {grid.name("value", returns.library, returns.visits): "11"})
    assert stored(returns.library, returns.visits) == ("reported", 11, False, "theo sổ")
    grid.save(grid.open() | {note: "theo sổ mượn"})
    assert stored(returns.library, returns.visits) == ("reported", 11, False, "theo sổ mượn")


def test_grid_disputes_a_note_over_what_somebody_else_wrote_meanwhile(grid, returns):
    returns.say(returns.commune, returns.library, returns.visits, 10)
    data = grid.open()
    returns.say(returns.commune, returns.library, returns.visits, 20)
    response = grid.save(data | {grid.name("note", returns.library, returns.visits): "theo sổ"})
    assert response.status_code == 409
    assert stored(returns.library, returns.visits) == ("reported", 20, False, "")


LATER_PAGE = 40_000
"""Bytes of a page after the first visit, on the wire."""


@pytest.fixture
def large(client, cast, province, returns):
    """A return of the size of a whole province's schools, with answers of two years: its pages, by name."""
    client.force_login(cast.outsider)
    for number in range(1400):
        institution = province.institution(f"N{number:04}", f"Thư viện số {number}", "library_commune", "old:22015")
        if number < 60:
            for measure, value in ((returns.visits, 100 + number * 37 % 1000), (returns.service, number % 2)):
                returns.say(returns.foreign, institution, measure, value, note=f"theo sổ {number}" if value else "")
    return lambda name, **query: client.get(reverse(f"submissions:{name}", args=[returns.foreign.pk]), query)


def test_pages_of_a_large_return_are_light_on_the_wire(large):
    pages = [("submission", {}), ("submission", {"look": "1"}), ("submission", {"page": "20"}), ("last_year", {})]
    pages += [(name, {}) for name in ("submission_checks", "submission_changes", "submission_history", "submit")]
    sizes = {}
    for name, query in pages:
        response = large(name, **query)
        assert response.status_code == 200
        sizes[name, *query.items()] = len(gzip.compress(response.content, 6))
    assert {page: size for page, size in sizes.items() if not 1000 < size < LATER_PAGE} == {}

"""Facts as tests write them: answers by the codes of measures, and what one check finds in them."""

import datetime
from collections.abc import Mapping, Sequence

from indicators.models import Measure
from submissions.asked import Standing
from submissions.cells import Reading
from submissions.checks import Checks, Facts, ReturnFacts, Stray, Unusual

COUNTS = (
    "visits_onsite", "visits_mobile", "visits_online", "study_visits", "classes", "clubs", "interest_groups", "readers",
    "children", "adults",
)  # fmt: skip
YES_NO = ("lifelong_service", "digital_applied", "education_plan", "regular_activities")
ID = {code: number for number, code in enumerate((*COUNTS, *YES_NO), start=1)}
PART_OF = {"children": ID["readers"], "adults": ID["readers"]}
MEASURES = {
    pk: Measure(
        pk=pk, code=code, label=f"<{code}>", type="count" if code in COUNTS else "yes_no", part_of_id=PART_OF.get(code)
    )
    for code, pk in ID.items()
}
CODE = {pk: code for code, pk in ID.items()} | {None: None}
CHECKS_OF_ALL = Checks(MEASURES)

Said = int | str
Finds = dict[str, list[tuple[Facts | ReturnFacts, list[tuple[object, ...]]]]]
"""By check, facts in which it finds something, and what: (institution,) measure, values."""
Passes = Mapping[str, Sequence[Facts | ReturnFacts]]
"""By check, facts in which it finds nothing."""


def said(answer: Said) -> Reading:
    """An answer as people write it: 12, "ước 500", "?", "kad", and "" for one that was withdrawn."""
    if isinstance(answer, int):
        return Reading("reported", answer)
    if answer.startswith("ước "):
        return Reading("reported", int(answer.removeprefix("ước ")), is_estimate=True)
    return Reading({"?": "unknown", "kad": "not_applicable", "": "not_reported"}[answer])


def one(
    now: Mapping[str, Said], last: Mapping[str, Said] | None = None, *, pk: int = 1, category: int = 1, code: str = "",
    notes: Mapping[str, str] | None = None, expected: Sequence[str] = (),
    tolerances: Mapping[str, tuple[float, float]] | None = None, categories: frozenset[int] = frozenset({1}),
    printed_total: int | None = None, totalled: Sequence[str] | None = None, day: str = "2025-12-31", **more: object,
) -> Facts:  # fmt: skip
    """The facts about one institution in 2025."""
    standing = Standing(
        pk,
        code or f"TV{pk}",
        f"Thư viện {pk}",
        f"{pk:03}",
        category,
        1,
        datetime.date.fromisoformat(day),
        1,
        "66",
        categories,
    )
    return Facts(
        standing, 2025, {ID[key]: said(value) for key, value in now.items()},
        {ID[key]: said(value) for key, value in (last or {}).items()}, printed_total,
        None if totalled is None else [ID[key] for key in totalled],
        notes=None if notes is None else {ID[key]: text for key, text in notes.items()},
        expected=[ID[key] for key in expected],
        tolerances={(1, ID[key]): limits for key, limits in (tolerances or {}).items()}, **more,
    )  # fmt: skip


def whole(now: Mapping[str, Said], last: Mapping[str, Said] | None = None, **more: object) -> Facts:
    """The facts about one institution, all of it."""
    return one(now, last, complete=True, **more)


def together(*institutions: Facts, stray: Sequence[Stray] = (), **more: object) -> ReturnFacts:
    """A return of these institutions, in the order of which they get their ids from 1."""
    return ReturnFacts(2025, institutions, stray, categories={1: "Thư viện xã", 2: "Nhà văn hóa"}, **more)


def each(*answers: Mapping[str, Said], last: Sequence[Mapping[str, Said]] = (), **more: object) -> ReturnFacts:
    """A return of institutions of one category with these answers."""
    before = [*last, *[{}] * (len(answers) - len(last))]
    return together(
        *(whole(now, was, pk=pk) for pk, (now, was) in enumerate(zip(answers, before, strict=True), start=1)), **more
    )


def all_found(facts: Facts | ReturnFacts) -> list[Unusual]:
    return CHECKS_OF_ALL.of(facts) if isinstance(facts, Facts) else CHECKS_OF_ALL.of_return(facts)


def found(code: str, facts: Facts | ReturnFacts) -> list[tuple[object, ...]]:
    """What one check finds: measure and values; before them, of a return, the institution."""
    rows = [row for row in all_found(facts) if row.code == code]
    if isinstance(facts, Facts):
        return [(CODE[row.measure_id], row.about) for row in rows]
    return [(row.institution_id, CODE[row.measure_id], row.about) for row in rows]


def finding(finds: Finds) -> list[tuple[str, Facts | ReturnFacts, list[tuple[object, ...]]]]:
    """For parametrize."""
    return [(code, facts, expected) for code, cases in finds.items() for facts, expected in cases]


def passing(passes: Passes) -> list[tuple[str, Facts | ReturnFacts]]:
    """For parametrize."""
    return [(code, facts) for code, cases in passes.items() for facts in cases]

"""How far returns are, year by year: how many reporting units are in which state. Who they are is not told here."""

from collections import Counter
from dataclasses import replace

from accounts.models import User
from submissions.models import Submission
from submissions.overview import NOT_OPENED

from .awaited import answering_of
from .census import Census, Question, Stamps


def response_of(question: Question, stamps: Stamps, user: User) -> list[tuple[int, Counter[str]]]:
    """By year: the states of the returns of the unit asked that the user may read; not begun is a state too.

    Years in which nobody was asked are left out. One query beside what is kept.
    """
    asked = Census(stamps, question)
    readable = None if user.scope().everything else user.scope().readable_reporting_units()
    called: dict[int, set[int]] = {}
    for number in asked.known_years():
        found = answering_of(Census(stamps, replace(question, year=number, at=None)))
        called[number] = found if readable is None else found & readable
    returns = Submission.objects.filter(year__number__in=called).values_list("year__number", "reporting_unit", "status")
    states = {(year, unit): status for year, unit, status in returns}
    return [
        (number, Counter(states.get((number, unit), NOT_OPENED) for unit in units))
        for number, units in called.items()
        if units
    ]

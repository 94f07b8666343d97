"""The institutions of one return, what each is asked and what is answered: what every page of a return starts from."""

from collections.abc import Mapping
from dataclasses import dataclass

from institutions.models import Category
from institutions.names import fold
from institutions.responsibility import Responsibility
from institutions.tree import UnitTree

from .asked import Asked, Standing, answering_through, asked_measures
from .entry import Answered, Section, answered, in_dictionary_order, is_complete, place_of, sections
from .models import ReportingYear, Submission


@dataclass(frozen=True)
class Contents:
    """The institutions of a return, by category and name; what each is asked, and what is answered."""

    rows: list[Standing]
    categories: list[Category]
    asked: Asked
    done: Answered
    tree: UnitTree

    @classmethod
    def of(cls, submission: Submission, rule: Responsibility) -> "Contents":
        """In three queries, however many institutions there are."""
        rows = in_dictionary_order(answering_through({submission.reporting_unit_id}, submission.year, rule))
        present = {row.category_id for row in rows}
        asked = asked_measures()
        categories = [category for category in asked.categories.values() if category.pk in present]
        ranks = {category.pk: rank for rank, category in enumerate(categories)}
        rows.sort(key=lambda row: ranks[row.category_id])
        done = answered(submission.year, [row.institution_id for row in rows])
        return cls(rows, categories, asked, done, rule.tree)

    def is_complete(self, row: Standing) -> bool:
        """Whether everything that the institution is asked has an answer."""
        return is_complete(row, self.asked, self.done)

    @property
    def complete(self) -> int:
        """How many institutions have answered everything."""
        return sum(self.is_complete(row) for row in self.rows)

    def chosen(self, query: Mapping[str, str]) -> list[Standing]:
        """The institutions that the filters of the page leave."""
        words, category = fold(query.get("q", "")).split(), query.get("category", "")
        return [
            row for row in self.rows
            if (not category or str(row.category_id) == category)
            and ("missing" not in query or not self.is_complete(row))
            and (not words or self._mentions(row, words))
        ]  # fmt: skip

    def _mentions(self, row: Standing, words: list[str]) -> bool:
        """Whether each word begins one of the institution's name or of its place."""
        text = f" {fold(row.name)} {fold(place_of(row, self.tree))}"
        return all(f" {word}" in text for word in words)

    def neighbours(self, institution_id: int) -> tuple[Standing | None, Standing | None]:
        """The institutions before and after this one; None: there is none."""
        places = [row.institution_id for row in self.rows]
        if institution_id not in places:
            return None, None
        place = places.index(institution_id)
        return self.rows[place - 1] if place else None, self.rows[place + 1] if place + 1 < len(places) else None

    def sections(self, rows: list[Standing], year: ReportingYear, *, bare: bool = False) -> list[Section]:
        """The questions to these institutions; `bare`: without what was asked about the answers, and their files."""
        return sections(rows, year, self.asked, self.tree, bare=bare)

"""Who has answered: bars of the states of returns, one for each year or each part of the territory, with numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from . import ChartTable
from .shapes import NARROW, TEXT, WIDE, Dot, Rect, Scale, Shapes, Text, legend, placed, shortened, text_width

KINDS = {"approved": "met", "submitted": "dot", "returned": "needed", "draft": "silent", "none": "rest"}
"""The states from done to not begun, in the order of a bar, with their kinds of shape."""

BAR, ROW = 18, 62


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, the number of returns in each state, and those numbers as they are printed."""

    label: str
    counts: dict[str, int]
    total: str

    @property
    def n(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Response:
    """Bars of one length for whatever number of returns, states in the order of `KINDS`; `legend` names the states."""

    name: str
    title: str
    description: str
    table: ChartTable
    bars: Sequence[Bar]
    legend: Sequence[tuple[str, str]]
    width: int = WIDE
    template: str = "charts/shapes.svg"

    @property
    def narrow(self) -> "Response":
        return replace(self, width=NARROW)

    @property
    def height(self) -> int:
        return round(self._legend[2] + 6 + len(self.bars) * ROW)

    @cached_property
    def shapes(self) -> Shapes:
        shapes = Shapes()
        dots, texts, top = self._legend
        shapes.dots += dots
        shapes.texts += texts
        top += 6
        for number, bar in enumerate(self.bars):
            self._bar(shapes, bar, top + number * ROW)
        return shapes

    def _bar(self, shapes: Shapes, bar: Bar, top: float) -> None:
        label = shortened(bar.label, self.width - text_width(bar.total) - 12, TEXT * 1.08)
        shapes.texts.append(Text(0, top + TEXT, label, bold=True))
        shapes.texts.append(Text(self.width, top + TEXT, bar.total, "end", "soft"))
        across = Scale(0, max(bar.n, 1), 0, self.width)
        before, numbers = 0, []
        for state, kind in KINDS.items():
            count = bar.counts.get(state, 0)
            if count:
                left, right = across(before), across(before + count)
                shapes.rects.append(Rect(left, top + TEXT + 7, max(round(right - left - 1, 1), 0.5), BAR, kind))
                half = text_width(str(count)) / 2
                middle = min(max((left + right) / 2, half), self.width - half)
                numbers.append([Text(round(middle, 1), top + 2 * TEXT + BAR + 9, str(count), "middle")])
                before += count
        shapes.texts += placed(sorted(numbers, key=lambda texts: -int(texts[0].text)))

    @cached_property
    def _legend(self) -> tuple[list[Dot], list[Text], float]:
        return legend([(KINDS[state], word, False) for state, word in self.legend], self.width)

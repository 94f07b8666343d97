"""What a picture is drawn of: areas, bars, lines, dots and texts in a view box, and the scales that place them.

Plain Python that knows neither Django nor the data. Each shape has a kind, which is its class on a page (`c-<kind>`,
static/css/charts.css) and its colour on paper (`reports.charts.PAPER`).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

TEXT = 13
"""The size of text in a view box. Narrow layouts are so wide that on a screen of 320 px it still is 11 px."""

WIDE, NARROW = 720, 280

_WIDE_LETTERS, _THIN_LETTERS = "MWmwƯƠươ%@—", "iIlíìỉĩịjtfr.,:;·'’()[]|1 "


def text_width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """About how long a text is in Noto Sans; rather too long than too short, so that nothing runs into anything."""
    units = sum(0.93 if letter in _WIDE_LETTERS else 0.4 if letter in _THIN_LETTERS else 0.62 for letter in text)
    return units * size * (1.08 if bold else 1)


def shortened(text: str, room: float, size: float = TEXT) -> str:
    """The text, or as much of it as fits into the room with a sign that it goes on."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1].rstrip()
    return text + "…"


def lines_of(text: str, width: float, size: float = TEXT, *, bold: bool = False) -> list[str]:
    """A text broken into lines that fit a width."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its edges; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    kind: str

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, self.x + self.width, self.y + self.height)


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `dash` as SVG writes it, "" for a line without gaps."""

    points: tuple[tuple[float, float], ...]
    kind: str
    width: float = 2
    dash: str = ""

    @property
    def written(self) -> str:
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)

    @property
    def box(self) -> Box:
        xs, ys = [x for x, _y in self.points], [y for _x, y in self.points]
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot; `hollow` shows the ground inside a ring."""

    x: float
    y: float
    radius: float
    kind: str
    hollow: bool = False
    hint: str = ""

    @property
    def inner(self) -> float:
        """The radius of the ground inside a ring."""
        return max(self.radius - 2, 0.5)

    @property
    def box(self) -> Box:
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


@dataclass(frozen=True, slots=True)
class Text:
    """A text on its base line; `anchor` start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    kind: str = "text"
    bold: bool = False
    size: float = TEXT

    @property
    def box(self) -> Box:
        long = text_width(self.text, self.size, bold=self.bold)
        left = self.x - {"start": 0.0, "middle": long / 2, "end": long}[self.anchor]
        return Box(left, self.y - 0.85 * self.size, left + long, self.y + 0.25 * self.size)


@dataclass
class Shapes:
    """The shapes of a picture in the order in which they are drawn: rectangles below, texts on top."""

    rects: list[Rect] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    @property
    def boxes(self) -> list[Box]:
        return [shape.box for shapes in (self.rects, self.lines, self.dots, self.texts) for shape in shapes]

    @property
    def standing(self) -> list[Box]:
        """The boxes of what no text shall stand on."""
        return [*(text.box for text in self.texts), *(dot.box for dot in self.dots)]


@dataclass(frozen=True, slots=True)
class Scale:
    """From values (`low` to `high`) to places (`start` to `end`, which may run backwards)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value, to a tenth; values out of range stand at the edge."""
        if self.high == self.low:
            return round((self.start + self.end) / 2, 1)
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + part * (self.end - self.start), 1)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round values from `low` to at least `high`: steps of 1, 2 or 5 times a power of ten, `most` steps at most."""
    span = max(high - low, 1e-9)
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(power * times for times in (1, 2, 5, 10, 20) if span / (power * times) <= most)
    first = math.floor(low / step)
    count = math.ceil(high / step - 1e-9) - first
    return [round((first + i) * step, 9) for i in range(max(count, 1) + 1)]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near as can be to the wanted ones (in their order), `gap` apart and between `low` and `high`.

    Where they do not fit they share the room evenly.
    """
    if not wanted:
        return []
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    places = list(wanted)
    edge = low
    for i in order:
        places[i] = max(wanted[i], edge)
        edge = places[i] + gap
    edge = high
    for i in reversed(order):
        places[i] = min(places[i], edge)
        edge = places[i] - gap
    return [round(place, 1) for place in places]


def placed(candidates: Iterable[Sequence[Text]], taken: Sequence[Box] = ()) -> list[Text]:
    """Of each text's possible places the first that is free; a text without one is left out. The first come first."""
    kept: list[Text] = []
    boxes = list(taken)
    for places in candidates:
        free = next((text for text in places if not any(text.box.overlaps(box) for box in boxes)), None)
        if free:
            kept.append(free)
            boxes.append(free.box)
    return kept


def inside(text: Text, left: float, right: float) -> Text:
    """The text moved sideways, or shortened where need be, so that it stays between two edges."""
    room = right - left - 0.1  # what is left of rounding
    text = replace(text, text=shortened(text.text, room, text.size * (1.08 if text.bold else 1)))
    box = text.box
    if box.left < left:
        return replace(text, x=text.x + left - box.left)
    if box.right > right:
        return replace(text, x=text.x - (box.right - right))
    return text


def legend(entries: Sequence[tuple[str, str, bool]], width: float) -> tuple[list[Dot], list[Text], float]:
    """Dots with their words (kind, word, hollow) in as many lines as they need, and where the room below begins."""
    dots: list[Dot] = []
    texts: list[Text] = []
    x, y = 6.0, float(TEXT)
    for kind, word, hollow in entries:
        long = text_width(word) + 30
        if x + long > width and x > 6:
            x, y = 6.0, y + TEXT + 6
        dots.append(Dot(x, y - 4.5, 5, kind, hollow=hollow))
        texts.append(Text(x + 10, y, shortened(word, width - 20), kind="soft"))
        x = round(x + long, 1)
    return dots, texts, y + 8 if dots else 0.0

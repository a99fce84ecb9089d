"""Where does every dot of a plot stand? Numbers in, places in a drawing out.

Nothing is drawn here: a template does, so that every text is escaped like all others.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..agreement.hold import Agreement
from ..audit.finding import Series
from .report import EngineUsed

WIDTH, HEIGHT = 680, 330
LEFT, RIGHT, TOP, BOTTOM = 76, 16, 14, 46
STRIP_LEFT, STRIP_RIGHT, STRIP_TOP, STRIP = 168, 92, 44, 26
#: From this ratio of the largest to the smallest value on, the scale is logarithmic.
_DECADES = 100.0
#: What is further out than this is drawn at the edge, with its number beside it.
_WORTH_SHOWING = (1e-6, 1e2)
#: Beyond this a scale would overflow; NaN is not below it either.
_LARGEST = 1e300
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot: where, how large, which look, and what it stands for in words."""

    x: float
    y: float
    radius: float
    look: str
    says: str


@dataclass(frozen=True)
class Curve:
    """A quantity through a run: the recomputed curve, and what is printed as dots on it."""

    title: str
    line: str
    dots: tuple[Dot, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    is_logarithmic: bool


@dataclass(frozen=True)
class Strip:
    """One engine's errors over their bounds, on a line."""

    engine: str
    about: str
    y: float
    dots: tuple[Dot, ...]
    largest: float


@dataclass(frozen=True)
class Strips:
    """All engines' errors over their bounds on one logarithmic axis."""

    strips: tuple[Strip, ...]
    ticks: tuple[Tick, ...]
    one: float
    height: int


def curve(series: Series) -> Curve | None:
    """The drawing of a series, or None where it has no finite value."""
    line = [(float(x), y) for x, y in series.curve if abs(y) < _LARGEST]
    printed = [(x, y, right) for x, y, right in series.printed if abs(y) < _LARGEST]
    points = line + [(float(x), y) for x, y, _ in printed]
    if not points:
        return None
    across, up = zip(*points, strict=True)
    logarithmic = min(up) > 1 / _LARGEST and max(up) / min(up) >= _DECADES
    x_ticks = _even_ticks(min(across), max(across))
    y_ticks = _decade_ticks(min(up), max(up)) if logarithmic else _even_ticks(min(up), max(up))
    x = _scale([*across, *x_ticks], LEFT, WIDTH - RIGHT)
    y = _scale([*up, *y_ticks], HEIGHT - BOTTOM, TOP, logarithmic=logarithmic)
    return Curve(
        series.title,
        " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in line),
        tuple(_printed_dot(x(a), y(b), (a, b), right) for a, b, right in printed),
        tuple(Tick(_round(x(t)), f"{t:g}") for t in x_ticks),
        tuple(Tick(_round(y(t)), _power(t) if logarithmic else f"{t:g}") for t in y_ticks),
        logarithmic,
    )


def _printed_dot(x: float, y: float, value: tuple[float, float], right: bool) -> Dot:
    says = f"round {value[0]:g}: printed {value[1]:g}, {'right' if right else 'wrong'}"
    return Dot(_round(x), _round(y), 3.6, "right" if right else "wrong", says)


def strips(agreements: Iterable[Agreement], engines: Sequence[EngineUsed]) -> Strips | None:
    """How much of its bound every engine uses against the exact gradients."""
    doubtful = {engine.name for engine in engines if engine.expected == "disagree"}
    order = {engine.name: place for place, engine in enumerate(engines)}
    held: dict[str, list[Agreement]] = {}
    for agreement in agreements:
        if agreement.oracle == "balls" and not math.isnan(agreement.share):
            held.setdefault(agreement.engine, []).append(agreement)
    if not held:
        return None
    low, high = _limits(a.share for mine in held.values() for a in mine)
    ticks = _decade_ticks(low, high)
    x = _scale(ticks, STRIP_LEFT, WIDTH - STRIP_RIGHT, logarithmic=True)
    names = sorted(held, key=lambda name: order.get(name, -1))
    drawn = tuple(
        Strip(
            engine=name,
            about="expected to disagree" if name in doubtful else "",
            y=STRIP_TOP + STRIP * (row + 0.5),
            dots=_strip_dots(held[name], lambda a: x(min(max(a, low), high)), row),
            largest=max(a.share for a in held[name]),
        )
        for row, name in enumerate(names)
    )
    return Strips(
        drawn,
        tuple(Tick(_round(x(t)), _power(t)) for t in ticks),
        _round(x(1.0)),
        STRIP_TOP + STRIP * len(drawn) + BOTTOM,
    )


def _strip_dots(agreements: Iterable[Agreement], x: Scale, row: int) -> tuple[Dot, ...]:
    """Dots that fall together become one, the larger the more they are."""
    y = STRIP_TOP + STRIP * (row + 0.5)
    heaps = Counter((round(x(a.share) / 4) * 4, a.verdict) for a in agreements)
    return tuple(
        Dot(at, y, _round(min(2.4 + 0.9 * math.sqrt(n - 1), 8.0)), verdict, f"{n} × {verdict}")
        for (at, verdict), n in sorted(heaps.items())
    )


def _limits(shares: Iterable[float]) -> tuple[float, float]:
    lowest, highest = _WORTH_SHOWING
    inside = [share for share in shares if share > 0]
    low = max(min(inside, default=0.01), lowest)
    high = min(max(inside, default=1.0), highest)
    decades = math.floor(math.log10(min(low, 0.1))), math.ceil(math.log10(max(high, 10.0)))
    return 10.0 ** decades[0], 10.0 ** decades[1]


def _scale(
    values: Iterable[float], start: float, end: float, *, logarithmic: bool = False
) -> Scale:
    def place(value: float) -> float:
        return math.log10(value) if logarithmic else value

    placed = [place(value) for value in values]
    low, width = min(placed), (max(placed) - min(placed)) or 1.0
    return lambda value: start + (place(value) - low) / width * (end - start)


def _even_ticks(low: float, high: float) -> list[float]:
    """About five round numbers over a range, the first below it and the last above it."""
    span = max(high - low, abs(high) * 1e-12) or 1.0
    step = 10.0 ** math.floor(math.log10(span / 4))
    step *= next((m for m in (1, 2, 5) if span / (m * step) <= 5), 10)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, last + 1)]


def _decade_ticks(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    stride = max(1, (last - first) // 8)
    return [10.0**power for power in range(first, last + stride, stride)]


def _power(value: float) -> str:
    power = round(math.log10(value))
    return f"{value:g}" if -2 <= power <= 2 else f"10{str(power).translate(_SUPERSCRIPTS)}"


def _round(value: float) -> float:
    return round(value, 1)

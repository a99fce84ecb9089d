"""What came of planting slips, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite

from ..agreement.run_selftest import PlantedRuns
from ..agreement.selftest import Miss, Selftest, Sharpness

_MOST = 20
#: So many of the slips that are caught on generated networks must be called by their name.
WANTED = 0.99


@dataclass(frozen=True)
class Planted:
    """What came of planting slips of gradients and of runs, in one kind of networks."""

    gradients: Selftest = field(default_factory=Selftest)
    runs: PlantedRuns = field(default_factory=PlantedRuns)

    @property
    def planted(self) -> int:
        """How many slips were planted."""
        return self.gradients.planted + self.runs.planted

    @property
    def misses(self) -> Sequence[Miss]:
        """What failed."""
        return (*self.gradients.misses, *self.runs.misses)


def passes(documented: Planted, generated: Planted) -> bool:
    """Whether all that is visible was caught, and called by its name."""
    both = documented, generated
    caught = not any(planted.gradients.uncaught or planted.runs.misses for planted in both)
    named = documented.gradients.named_share == 1 and generated.gradients.named_share >= WANTED
    return caught and named


def as_text(documented: Planted, generated: Planted) -> str:
    """The figures of documented cases and of generated networks, then what failed."""
    lines = list(_section("documented cases", documented.gradients))
    lines += _runs("documented cases", documented.runs)
    if generated.gradients.networks:
        lines += _section("generated networks", generated.gradients)
        lines += _runs("generated networks", generated.runs)
    lines += _misses((*documented.misses, *generated.misses))
    verdict = "passed" if passes(documented, generated) else "failed"
    total = documented.planted + generated.planted
    lines.append(f"selftest {verdict}: {total} slips planted")
    return "".join(f"{line}\n" for line in lines)


def _section(title: str, found: Selftest) -> Iterator[str]:
    yield f"{title}: {found.networks}, {found.planted} slips planted"
    yield f"  unmodified derivations   {found.unmodified}, {_false(found)} caught"
    for name, count in found.visible.items():
        yield f"  visible to {name:<13} {count}, {found.caught[name]} caught"
    yield f"  visible to nobody        {found.unseen} ({found.unseen_share:.1%})"
    yield f"  caught and diagnosed     {found.diagnosed}, {found.named_share:.2%} named first"
    alone = found.classes[1]
    largest = max(found.classes, default=0)
    yield f"  named alone              {alone}; largest class {largest} slips"
    yield "  smallest relative error of one element that would be caught"
    yield from _sharpness(found.sharpness)


def _runs(title: str, found: PlantedRuns) -> Iterator[str]:
    undecided = f", {found.undecided} undecided" if found.undecided else ""
    yield f"training runs of {title}: {found.runs}{undecided}, {found.planted} slips planted"
    yield f"  unmodified runs          {found.runs}, {_false(found)} caught"
    width = max((len(slip) for slip in found.rows), default=0)
    for slip, row in found.rows.items():
        seen = f"{row.planted} planted, {row.visible} visible, {row.caught} caught"
        yield f"  {slip:<{width}}  {seen}, {row.named} named; largest class {row.largest}"


def _false(found: Selftest | PlantedRuns) -> int:
    return sum(miss.what == "caught" for miss in found.misses)


def _sharpness(rows: Sequence[Sharpness]) -> Iterator[str]:
    if len(rows) <= _MOST:
        width = max((len(row.network) for row in rows), default=0)
        for row in rows:
            both = f"{row.sharpest:.1e} (in any element: {row.bluntest:.1e})"
            yield f"    {row.network:<{width}}  {both}"
        return
    known = sorted(row.sharpest for row in rows if isfinite(row.sharpest))
    middle = known[len(known) // 2]
    yield f"    smallest {known[0]:.1e}, median {middle:.1e}, largest {known[-1]:.1e}"


def _misses(misses: Sequence[Miss]) -> Iterator[str]:
    for miss in misses[:_MOST]:
        yield f"  {miss.network}, {miss.derivation}, {miss.slip}: {miss.what}"
    if len(misses) > _MOST:
        yield f"  … and {len(misses) - _MOST} more"

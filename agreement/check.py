"""Is a user's gradient function right, and if not, what was done wrong?

Its gradients on networks with batches of several sizes are held against balls and the other
oracles, as those of any derivation; where they are outside the bound, the slips that give exactly
these gradients on all of the batches are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..cases.network import KINKED, Batch, Gradients, Network
from ..oracles.balls import name as balls
from ..reference.derivation import small
from ..slips.calculus import rate_of
from ..slips.gradients import Answer, Diagnosis, Search, diagnose
from .accuracy import WIDEST
from .agree import agreements
from .answers import AccumulatedError, GradientFunction, UnusableError, answered
from .engines import Engine
from .hold import Agreement
from .rounded import rounding

#: Small networks may be summed path by path, as lectures do; the bound allows for it.
_SMALL = small(paths=300, samples=10_000)
#: Beyond so many parameters the search forgets what it has computed.
_MOST_REMEMBERED = 20_000

RIGHT, WRONG, UNDECIDED, UNUSABLE = "right", "wrong", "undecided", "unusable"


@dataclass(frozen=True, eq=False)
class Problem:
    """A network with a batch, and what the report calls it."""

    name: str
    network: Network
    batch: Batch


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of one batch: the verdict, and one agreement for every parameter and oracle."""

    name: str
    verdict: str
    agreements: tuple[Agreement, ...]

    @property
    def worst(self) -> Agreement:
        """The element that is furthest outside its bound, or closest to it."""
        known = [a for a in self.agreements if a.oracle == balls]
        return max(known, key=lambda a: (a.verdict == "disagree", np.nan_to_num(a.share, nan=-1)))


@dataclass(frozen=True, eq=False)
class Check:
    """Whether a gradient function is right.

    `verdict` is `right`, `wrong`, `undecided` (the bounds are too wide) or `unusable`; `message`
    says what else there is to say. `diagnosis` is None unless the gradient is wrong and finite.
    """

    function: str
    network: str
    verdict: str
    outcomes: tuple[Outcome, ...] = ()
    diagnosis: Diagnosis | None = None
    message: str = ""

    @property
    def exit_status(self) -> int:
        """0 for right, 1 for wrong, 2 where nothing could be said."""
        return {RIGHT: 0, WRONG: 1}.get(self.verdict, 2)


def checked(
    function: GradientFunction,
    problems: Sequence[Problem],
    oracles: Sequence[Engine],
    names: tuple[str, str],
    seconds: float = 10.0,
) -> Check:
    """Hold a function against the oracles on every problem. `names`: its own, the network's."""
    answers: list[Gradients] = []
    for problem in problems:
        try:
            found = answered(function, problem.network, problem.batch, seconds)
            _require_steady(problem, found)
            answers.append(found[0])
        except AccumulatedError as error:
            return Check(*names, WRONG, message=f"{names[0]} {error}")
        except UnusableError as error:
            return Check(*names, UNUSABLE, message=f"{names[0]}, {problem.name}: {error}")
    outcomes = tuple(_outcome(p, a, oracles) for p, a in zip(problems, answers, strict=True))
    verdicts = {outcome.verdict for outcome in outcomes}
    if WRONG not in verdicts:
        return Check(*names, RIGHT if RIGHT in verdicts else UNDECIDED, outcomes)
    broken = _not_finite(problems, answers)
    if broken:
        return Check(*names, WRONG, outcomes, message=broken)
    return Check(*names, WRONG, outcomes, _diagnosis(problems, answers, outcomes))


def _require_steady(problem: Problem, found: tuple[Gradients, ...]) -> None:
    """Raise `UnusableError` where two calls differ by more than rounding explains."""
    if len(found) > 1 and any(_outcome(problem, each, ()).verdict == WRONG for each in found):
        raise UnusableError(
            "returns something else when it is called again with the same arguments"
        )


def _outcome(problem: Problem, answer: Gradients, oracles: Sequence[Engine]) -> Outcome:
    def held(above: frozenset[str]) -> tuple[Agreement, ...]:
        engine = Engine(
            "function", "derivation", "", lambda n, b: answer,
            replace(WIDEST, above_at_kink=above),
            enumerates_paths=_SMALL(problem.network, problem.batch),
        )  # fmt: skip
        found = agreements(problem.name, problem.network, problem.batch, [engine, *oracles])
        return tuple(a for a in found if a.engine == "function")

    # Which side a function takes at a kink is not asked: it is right if either side makes it so.
    found = held(WIDEST.above_at_kink)
    if _verdict(found) == WRONG and _at_a_kink(problem, answer):
        other = held(frozenset(KINKED))
        found = other if _verdict(other) != WRONG else found
    return Outcome(problem.name, _verdict(found), found)


def _verdict(found: Sequence[Agreement]) -> str:
    verdicts = {a.verdict for a in found if a.oracle == balls}
    if "disagree" in verdicts:
        return WRONG
    return RIGHT if verdicts == {"agree"} else UNDECIDED


def _at_a_kink(problem: Problem, answer: Gradients) -> bool:
    layers = zip(problem.network.layers, answer.nets, strict=True)
    return any((z == 0).any() for layer, z in layers if layer.activation in KINKED)


def _not_finite(problems: Sequence[Problem], answers: Sequence[Gradients]) -> str:
    for problem, answer in zip(problems, answers, strict=True):
        for part in ("weights", "biases"):
            for l, array in enumerate(getattr(answer, part)):
                if not np.isfinite(array).all():
                    where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
                    found = f"gradient of {part}[{l}]{list(where)} is {array[where]}"
                    return f"{problem.name}: {found}, expected a finite number"
    return ""


def _diagnosis(
    problems: Sequence[Problem], answers: Sequence[Gradients], outcomes: Sequence[Outcome]
) -> Diagnosis:
    """The slips that explain every batch, the wrong ones first and the largest of these first."""
    order = sorted(
        range(len(problems)),
        key=lambda i: (outcomes[i].verdict != WRONG, -problems[i].batch.size),
    )
    first = problems[order[0]]
    rate = rate_of(first.network, first.batch, answers[order[0]].biases)
    rates = () if rate is None else (rate,)
    return diagnose(
        *(
            (_search(problems[i], rates), Answer(answers[i].weights, answers[i].biases))
            for i in order
        )
    )


def _search(problem: Problem, rates: tuple[float, ...]) -> Search:
    """A search for the slips of a function of which nothing else is known."""
    network, batch = problem.network, problem.batch
    judge = rounding(network, WIDEST, _SMALL(network, batch))
    judge = replace(judge, branches_known=False)
    size = sum(layer.weights.size for layer in network.layers)
    trace = judge.trace(network, batch)
    return Search(judge, network, batch, trace, memory=size <= _MOST_REMEMBERED, rates=rates)

"""Does every derivation agree with every oracle on every documented case?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from ..cases.case import Case, Setting
from ..oracles import differences
from ..reference.derivation import Derivation
from .agree import agreements
from .engines import Engine
from .hold import Agreement


def setting_id(case: Case, setting: Setting) -> str:
    """The id of a case under one of its losses: a path."""
    return f"{case.id}/{setting.name.replace(' ', '-')}" if setting.name else case.id


def documented_agreements(
    cases: Iterable[Case], engines: tuple[Engine, ...]
) -> Iterator[Agreement]:
    """Every engine on every setting of every case, and the differences as a witness."""
    for case in cases:
        for setting in case.settings:
            name = setting_id(case, setting)
            yield from agreements(name, setting.network, setting.batch, engines)
            yield from witnessed(name, setting)


def witnessed(case: str, setting: Setting) -> Iterator[Agreement]:
    """How far differences lie from the exact gradients, measured by their own estimate.

    They judge nothing: the verdict is `witness`.
    """
    from ..oracles import balls

    exact = balls.gradients(setting.network, setting.batch)
    try:
        values, errors = differences.gradients(setting.network, setting.batch)
    except ValueError:
        return
    for kind in ("weights", "biases"):
        for number, true in enumerate(getattr(exact, kind)):
            found, error = getattr(values, kind)[number], getattr(errors, kind)[number]
            off = np.abs(found - true.high)
            where = tuple(int(i) for i in np.unravel_index(int(np.argmax(off)), off.shape))
            largest = float(np.abs(true.high).max(initial=0.0))
            yield Agreement(
                case, differences.name, balls.name, f"{kind}[{number}]", "witness", where,
                float(found[where]), float(true.high[where]), float(off[where]),
                float(error[where]), float(off[where] / error[where]) if error[where] else 0.0,
                float(error.max() / largest) if largest else 0.0,
                "its own estimate of its error, not a bound",
            )  # fmt: skip


def upheld(found: Iterable[Agreement], derivations: Iterable[Derivation]) -> Mapping[str, bool]:
    """For every derivation that was held against an oracle, whether it agreed everywhere."""
    names = {derivation.name for derivation in derivations}
    result: dict[str, bool] = {}
    for agreement in found:
        if agreement.engine in names and agreement.verdict in ("agree", "disagree"):
            agrees = agreement.verdict == "agree"
            result[agreement.engine] = result.get(agreement.engine, True) and agrees
    return result

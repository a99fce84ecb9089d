"""What does gradient descent on a network of floats arrive at, proved?

Every activation and every loss is repeated, as in `balls`: each step is a forward pass in balls,
the tape's gradients, and the update. That takes longer than the recorded steps of `ball_training`,
and is for short runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flint import arb, ctx

from ..cases.network import Batch, Network
from ..expressions.run import Run, Taken, as_found
from . import balls
from .ball_training import PRECISIONS, Parameters, Passed, is_narrow, moved, slopes
from .tape import Var


def enclosed_run(
    network: Network,
    batch: Batch,
    run: Run,
    marks: Iterable[int],
    begun: Callable[[], Taken] = lambda: as_found,
) -> Mapping[int, Parameters]:
    """Parameters as balls after the given numbers of steps, from exactly these floats.

    `begun` is called when a run begins, for what is made of its gradients. Raises `UndecidedError`
    where balls stay too wide, or a net input sits on a kink.
    """
    wanted = set(marks)
    for precision in PRECISIONS:
        if precision < balls.HIGHEST_PRECISION:  # there what is not told from 0 would count as 0
            with ctx.workprec(precision):
                found = _steps(network, batch, run, wanted, begun())
            if found is not None and all(is_narrow(p) for p in found.values()):
                return found
    raise balls.UndecidedError("the run is not settled")


def _steps(
    network: Network, batch: Batch, run: Run, marks: set[int], taken: Taken
) -> Mapping[int, Parameters] | None:
    rate, x = arb(run.learning_rate), balls.balls(batch.inputs)
    now = Parameters(
        tuple(balls.balls(layer.weights) for layer in network.layers),
        tuple(balls.balls(layer.biases) for layer in network.layers),
    )
    found: dict[int, Parameters] = {}
    for count in range(max(marks) + 1):
        if count in marks:
            found[count] = now
        if count == max(marks):
            break
        w, b, inputs = [Var(a) for a in now.weights], [Var(a) for a in now.biases], Var(x)
        passed = balls.forward(network, inputs, w, b)
        if passed is None:
            return None
        nets, outs, _ = passed
        loss = balls.network_loss(network, batch, nets[-1], outs[-1])
        grown = slopes(run, rate, Passed(loss, nets, [inputs, *outs], w, b))
        along = taken([*grown.weights, *grown.biases])
        now = moved(run, rate, now, Parameters(tuple(along[: len(w)]), tuple(along[len(w) :])))
    return found

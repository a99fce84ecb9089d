"""The bound of a run holds what rounding does, and not much more."""

import numpy as np
import pytest
from backproof.agreement.rounded_runs import rounded_run
from backproof.cases.generate import make, problems
from backproof.cases.network import Loss, ShapeError
from backproof.expressions.run import Run
from backproof.oracles.ball_runs import enclosed_run
from backproof.oracles.balls import UndecidedError, pair
from backproof.reference import training
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("flavour", ["ordinary", "zeros", "saturated", "tiny"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_float_run_is_within_the_bound_of_the_exact_one(flavour: str, dtype: str) -> None:
    @given(
        problems(dtype=dtype, flavour=flavour, depths=(1, 3), samples=2),
        st.sampled_from(Run.BIASES),
        st.sampled_from(Run.ORDERS),
    )
    def check(problem, biases: str, order: str) -> None:  # type: ignore[no-untyped-def]
        run, network, batch = Run(3, 0.125, biases, order), problem.network, problem.batch
        try:
            exact = enclosed_run(network, batch, run, [1, 3])
        except UndecidedError:
            return
        try:
            with np.errstate(all="ignore"):
                floats = training.run(network, batch, run, [1, 3])
        except ShapeError:  # a run that overflows arrives at no network
            return
        bounds = rounded_run(network, batch, run, [1, 3])
        for mark in (1, 3):
            ends = [*exact[mark].weights, *exact[mark].biases]
            found = [*floats[mark][0], *floats[mark][1]]
            for end, f, bound in zip(ends, found, bounds[mark], strict=True):
                true = pair(end)
                radii = np.array([float(ball.rad()) for ball in end.flat]).reshape(end.shape)
                assert (np.abs(f - true.high - true.low) <= bound.error + radii).all()

    check()


def test_the_bound_of_a_short_run_leaves_more_than_half_of_the_digits() -> None:
    problem = make(
        (2, 4, 2), ("tanh", "softmax"), Loss("categorical_cross_entropy"), 3, "ordinary", 1
    )

    end = rounded_run(problem.network, problem.batch, Run(3, 0.5, "each"), [3])[3]

    assert 0 < max(float(r.error.max()) for r in end) < np.sqrt(np.finfo(float).eps)

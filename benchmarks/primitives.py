"""How far are torch, jax and numpy off at every activation and its derivative?

In units of roundoff. The table of `agreement.accuracy` is checked against these figures: it stands
at about twice the largest error seen. Truth are balls; the points lie everywhere between -745 and
745, most of them near 0.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from backproof.cases.network import ACTIVATIONS, Array, Layer
from backproof.oracles import balls, tape
from backproof.oracles.tape import Var
from backproof.reference import activations
from flint import arb, ctx

SMOOTH = tuple(a for a in ACTIVATIONS if a in ("sigmoid", "tanh", "arctan", "elu", "softplus"))
ALPHA = 0.75


def points(dtype: type[np.floating], count: int) -> Array:
    """Net inputs of all sizes."""
    rng = np.random.default_rng(1)
    near = rng.normal(size=count // 2) * 4
    far = rng.uniform(-745, 745, count // 4)
    tiny = 10.0 ** rng.uniform(-30, 0, count // 4) * rng.choice([-1, 1], count // 4)
    return np.concatenate([near, far, tiny]).astype(dtype)


def exact(activation: str, z: Array) -> tuple[Array, Array]:
    """Value and slope at every point, as balls."""
    layer = Layer(np.ones((1, 1)), np.ones(1), activation, ALPHA)
    values, slopes = [], []
    with ctx.workprec(400):
        for x in z:
            at = Var(arb(float(x)))
            out = balls.activation(layer, at, bool(x > 0))
            values.append(out.value)
            slopes.append(tape.gradients(out, [at])[0])
    return np.array(values, dtype=object), np.array(slopes, dtype=object)


def engines(activation: str, z: Array) -> Iterator[tuple[str, Array, Array]]:
    """Every engine's value and slope at the points."""
    yield "numpy", activations.value(activation, z, ALPHA), activations.slope(activation, z, ALPHA)
    import torch
    from backproof.oracles import torch_autograd

    t = torch.from_numpy(z.copy()).requires_grad_()
    out = torch_autograd.activation(activation, t, ALPHA)
    yield "torch", out.detach().numpy(), torch.autograd.grad(out.sum(), t)[0].numpy()
    import jax
    from backproof.oracles import jax_grad

    function = jax_grad.activations()[ACTIVATIONS.index(activation)]
    with jax.enable_x64(True):
        at, alpha = jax.numpy.asarray(z), jax.numpy.asarray(ALPHA, dtype=z.dtype)
        slope = jax.grad(lambda x: function(x, alpha).sum())(at)
        yield "jax", np.asarray(function(at, alpha)), np.asarray(slope)


def errors(found: Array, true: Array, unit: float) -> tuple[float, float]:
    """The largest relative and the largest absolute error, in units of roundoff."""
    tiny = float(np.finfo(found.dtype).tiny)
    absolute = np.array(
        [float(abs(arb(float(f)) - t).upper()) for f, t in zip(found, true, strict=True)]
    )
    size = np.array([float(abs(t)) for t in true])
    relative = absolute[size > 4 * tiny] / size[size > 4 * tiny]
    return float(relative.max()) / unit, float(absolute.max()) / unit


def table(count: int = 4000) -> Iterator[str]:
    """Lines with the measured errors."""
    yield "format   activation engine  value: relative absolute   slope: relative absolute  (in u)"
    for dtype, unit in ((np.float64, 2.0**-53), (np.float32, 2.0**-24)):
        z = points(dtype, count)
        for activation in SMOOTH:
            values, slopes = exact(activation, z)
            for name, value, slope in engines(activation, z):
                a, b = errors(value, values, unit)
                c, d = errors(slope, slopes, unit)
                yield (
                    f"{np.dtype(dtype).name:8} {activation:10} {name:6} "
                    f"{a:16.3g} {b:8.3g} {c:16.3g} {d:8.3g}"
                )

"""What the names of a network's parts stand for, held against the network itself."""

import itertools
from typing import Any

import numpy as np
import pytest
from backproof.agreement.accuracy import NUMPY
from backproof.agreement.bound import bound
from backproof.cases.case import Case
from backproof.cases.generate import make
from backproof.cases.graph import Naming, Values, network_graph
from backproof.cases.load import documented_cases
from backproof.cases.network import ACTIVATIONS, Batch, Loss, Network, losses_that_fit
from backproof.expressions.notation import parse
from backproof.expressions.printed import Printed
from backproof.expressions.walk import Walk
from backproof.oracles import balls
from backproof.oracles.ball_formulas import Balls
from backproof.oracles.balls import Pair
from backproof.oracles.tape import Var
from backproof.reference.forward import forward
from flint import arb, ctx

NAMED = [case for case in documented_cases() if case.symbols]
#: Every last activation with every loss that fits it, in every base, and both reductions.
ENDS = [
    (activation, Loss(kind, outputs, "sum", half, base))
    for activation in ACTIVATIONS
    for kind in losses_that_fit(activation)
    for outputs, half, base in itertools.product(("sum", "mean"), (False, True), ("e", "2", "10"))
    if (not half and kind != "squared_error") or (kind == "squared_error" and base == "e")
]


def is_enclosed(ball: arb, pair: Pair, where: tuple[int, ...]) -> bool:
    """Whether a ball and an exact value agree, as far as both are known.

    A `Pair` is within `balls.WANTED` of its value, and its second float is rounded once.
    """
    high = arb(float(pair.high[where]))
    off = abs(ball - (high + arb(float(pair.low[where]))))
    return bool(off <= 2 * arb(balls.WANTED) * abs(high) + arb(balls.NEGLIGIBLE))


def point_of(case: Case, network: Network, batch: Batch) -> dict[str, Var]:
    """The floats of one sample's network, as exact balls, by the names of a case."""
    found: dict[str, Var] = {}
    for symbol in case.symbols:
        layer = network.layers[symbol.layer]
        arrays = {
            "input": batch.inputs[0], "target": batch.targets[0],
            "weight": layer.weights, "bias": layer.biases,
        }  # fmt: skip
        if symbol.part in arrays:
            found[symbol.name] = Var(arb(float(arrays[symbol.part][symbol.index])))
    return found


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case.id)
class TestDocumented:
    @pytest.fixture
    def sample(self, case: Case) -> tuple[Network, Batch]:
        setting = case.settings[0]
        return setting.network, Batch(setting.batch.inputs[:1], setting.batch.targets[:1])

    @pytest.mark.parametrize("part", ["net", "out"])
    def test_nets_and_outs_are_those_of_the_network(
        self, case: Case, part: str, sample: tuple[Network, Batch]
    ) -> None:
        exact = balls.gradients(*sample)
        pairs = exact.nets if part == "net" else exact.outs
        with ctx.workprec(256):
            walk = Walk(case.graph, Balls(), point_of(case, *sample))
            for symbol in case.symbols:
                softmax = sample[0].layers[symbol.layer].activation == "softmax"
                # What comes after a last softmax is part of the loss for the engine of balls.
                if symbol.part == part and not (softmax and part == "out"):
                    ball = walk.value(parse(symbol.name)).value
                    assert is_enclosed(ball, pairs[symbol.layer], (0, *symbol.index))

    def test_the_loss_and_its_gradients_are_those_of_the_network(
        self, case: Case, sample: tuple[Network, Batch]
    ) -> None:
        exact = balls.gradients(*sample)
        loss = next(s.name for s in case.symbols if s.part == "loss")
        with ctx.workprec(256):
            walk = Walk(case.graph, Balls(), point_of(case, *sample))
            assert is_enclosed(walk.value(parse(loss)).value, exact.loss, ())
            for symbol in case.symbols:
                if symbol.part == "weight":
                    slope = walk.value(parse(f"d({loss}, {symbol.name})")).value
                    assert is_enclosed(slope, exact.weights[symbol.layer], symbol.index)

    def test_the_reference_forward_pass_gives_them_within_its_bound(
        self, case: Case, sample: tuple[Network, Batch]
    ) -> None:
        limits = bound(*sample, balls.gradients(*sample), NUMPY)
        nets = forward(*sample).nets
        with ctx.workprec(256):
            walk = Walk(case.graph, Balls(), point_of(case, *sample))
            for symbol in case.symbols:
                if symbol.part == "net":
                    where = (0, *symbol.index)
                    ball = walk.value(parse(symbol.name)).value
                    off = abs(ball - arb(float(nets[symbol.layer][where])))
                    assert off <= arb(float(limits.nets[symbol.layer][where]))


def naming(widths: tuple[int, ...]) -> Naming:
    """Names for a network of these widths: x1, w1_12, b1_2, …"""
    layers = list(enumerate(itertools.pairwise(widths), start=1))

    def rows(stem: str) -> list[list[str]]:
        return [[f"{stem}{l}_{j}" for j in range(1, n + 1)] for l, (_, n) in layers]

    return Naming(
        inputs=[f"x{i}" for i in range(1, widths[0] + 1)],
        weights=[
            [[f"w{l}_{i}{j}" for j in range(1, n + 1)] for i in range(1, m + 1)]
            for l, (m, n) in layers
        ],
        biases=rows("b"), nets=rows("net"), outs=rows("out"), units=rows("u"),
        targets=[f"t{k}" for k in range(1, widths[-1] + 1)],
        errors=[f"E{k}" for k in range(1, widths[-1] + 1)],
        loss="E", rate="eta",
    )  # fmt: skip


def graph_and_point(network: Network, batch: Batch, rate: str = "0.5") -> tuple[Naming, Walk[Any]]:
    names = naming(network.widths)
    activations = [(layer.activation, Printed(repr(layer.alpha))) for layer in network.layers]
    values = Values(None, None, None, None, Printed(rate))
    graph = network_graph(names, values, activations, network.loss)
    flat = [*zip(names.inputs, batch.inputs[0], strict=True)]
    flat += zip(names.targets, batch.targets[0], strict=True)
    for l, layer in enumerate(network.layers):
        flat += zip(itertools.chain(*names.weights[l]), layer.weights.flat, strict=True)
        flat += zip(names.biases[l], layer.biases, strict=True)
    return names, Walk(graph, Balls(), {name: Var(arb(float(x))) for name, x in flat})


@pytest.mark.parametrize(("activation", "loss"), ENDS, ids=str)
def test_every_activation_and_loss_is_written_out(activation: str, loss: Loss) -> None:
    problem = make((2, 3, 2), ("tanh", activation), loss, 1, "ordinary", seed=5)
    exact = balls.gradients(problem.network, problem.batch)
    with ctx.workprec(256):
        names, walk = graph_and_point(problem.network, problem.batch)
        assert is_enclosed(walk.value(parse("E")).value, exact.loss, ())
        for (i, j), _ in np.ndenumerate(problem.network.layers[0].weights):
            slope = walk.value(parse(f"d(E, {names.weights[0][i][j]})")).value
            assert is_enclosed(slope, exact.weights[0], (i, j))
        for k, net in enumerate(names.nets[1]):
            delta = walk.value(parse(f"delta_u2_{k + 1}")).value
            assert is_enclosed(delta, exact.net_gradients[1], (0, k))
            assert is_enclosed(walk.value(parse(net)).value, exact.nets[1], (0, k))


def test_a_wrong_loss_would_be_seen() -> None:
    problem = make((2, 3, 2), ("tanh", "identity"), Loss(half=True), 1, "ordinary", seed=5)
    other = Network(problem.network.layers, Loss(half=False))
    exact = balls.gradients(other, problem.batch)
    with ctx.workprec(256):
        _, walk = graph_and_point(problem.network, problem.batch)
        assert not is_enclosed(walk.value(parse("E")).value, exact.loss, ())


@pytest.fixture
def small() -> tuple[Naming, Walk[Any]]:
    problem = make((2, 3, 2), ("sigmoid", "sigmoid"), Loss(), 1, "ordinary", seed=5)
    return graph_and_point(problem.network, problem.batch)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("net[u1_2]", "net1_2"),
        ("out[x1]", "x1"),
        ("out[2]", "out2_2"),
        ("target[1]", "t1"),
        ("error[u2_2]", "E2"),
        ("bias[u1_3]", "b1_3"),
        ("weight[u1_3, u2_1]", "w2_31"),
        ("delta[u2_1]", "d(E, net2_1)"),
        ("sum(error[k] for k in outputs)", "E"),
        ("sum(out[j]*weight[j, u2_1] for j in hidden) + bias[u2_1]", "net2_1"),
        ("sum(out[i]*weight[i, u1_1] for i in inputs) + bias[u1_1]", "net1_1"),
        ("sum(delta[k]*weight[u1_1, k] for k in outputs)", "d(E, out1_1)"),
        ("w2_11_new", "w2_11 - eta*d(E, w2_11)"),
        ("net1_1_new", "x1*w1_11_new + x2*w1_21_new + b1_1"),
        ("out1_1_new", "sigmoid(net1_1_new)"),
        ("E1_new", "(t1 - out2_1_new)**2"),
    ],
)
def test_families_sets_and_updates_mean_what_they_say(
    small: tuple[Naming, Walk[Any]], left: str, right: str
) -> None:
    with ctx.workprec(256):
        walk = small[1]
        a, b = (walk.value(parse(text)).value for text in (left, right))
        difference = a - b

        assert difference.contains(0)
        assert min(a.rel_accuracy_bits(), b.rel_accuracy_bits()) > 100


def test_sets_are_named_for_layers() -> None:
    problem = make((2, 3, 4, 1), ("relu", "relu", "sigmoid"), Loss(), 1, "ordinary", 1)
    sets = graph_and_point(problem.network, problem.batch)[1].graph.sets

    assert sets["inputs"] == ("x1", "x2")
    assert sets["hidden1"] == ("u1_1", "u1_2", "u1_3")
    assert sets["hidden2"] == sets["hidden"] == ("u2_1", "u2_2", "u2_3", "u2_4")
    assert sets["outputs"] == ("u3_1",)


@pytest.mark.parametrize(
    ("kind", "bounded"), [("squared_error", {"eta"}), ("binary_cross_entropy", {"eta", "t1", "t2"})]
)
def test_targets_of_a_cross_entropy_are_drawn_between_0_and_1(kind: str, bounded: set[str]) -> None:
    problem = make((2, 2), ("sigmoid",), Loss(kind), 1, "ordinary", 1)

    assert set(graph_and_point(problem.network, problem.batch)[1].graph.domains) == bounded


def test_units_share_a_bias_by_sharing_its_name() -> None:
    (case,) = (case for case in NAMED if case.id == "sigmoid-2-2-2")
    with ctx.workprec(256):
        walk = Walk(case.graph, Balls())
        both = walk.value(parse("d(E_total, b2) - delta_o1 - delta_o2")).value

    assert both.contains(0)
    assert both.rad() < arb(2.0**-100)

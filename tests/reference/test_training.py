"""The update rules, and a training run made of them."""

import numpy as np
import pytest
from backproof.cases.generate import make
from backproof.cases.network import Batch, Layer, Loss, Network
from backproof.expressions.run import Run
from backproof.reference import training
from backproof.reference.training import descend, epoch, iterations, run

PROBLEM = make((2, 3, 2), ("sigmoid", "sigmoid"), Loss(half=True), 6, "ordinary", 9)


def bits(network: Network) -> list[bytes]:
    return [part.tobytes() for layer in network.layers for part in (layer.weights, layer.biases)]


def test_an_update_goes_against_the_gradient() -> None:
    network = Network((Layer([[3.0]], [1.0], "identity"),), Loss(half=True))
    after = descend(network, Batch([[2.0]], [[5.0]]), 0.5)

    # The error is 3*2 + 1 - 5 = 2, its gradients 2*2 and 2.
    assert after.layers[0].weights.tolist() == [[3.0 - 0.5 * 4]]
    assert after.layers[0].biases.tolist() == [1.0 - 0.5 * 2]


def test_one_epoch_of_the_full_batch_is_one_update() -> None:
    network, batch = PROBLEM.network, PROBLEM.batch

    assert bits(epoch(network, batch, 0.5, batch.size)) == bits(descend(network, batch, 0.5))
    assert bits(epoch(network, batch, 0.5, 100)) == bits(descend(network, batch, 0.5))


def test_stochastic_descent_takes_one_sample_after_the_other() -> None:
    by_hand = PROBLEM.network
    for n in range(PROBLEM.batch.size):
        one = Batch(PROBLEM.batch.inputs[n : n + 1], PROBLEM.batch.targets[n : n + 1])
        by_hand = descend(by_hand, one, 0.5)

    assert bits(epoch(PROBLEM.network, PROBLEM.batch, 0.5, 1)) == bits(by_hand)
    assert bits(by_hand) != bits(descend(PROBLEM.network, PROBLEM.batch, 0.5))


@pytest.mark.parametrize("size", [1, 2, 4, 5, 6, 7])
def test_mini_batches_cover_all_samples_in_their_order(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Batch] = []

    def spy(network: Network, batch: Batch, rate: float) -> Network:
        seen.append(batch)
        return network

    monkeypatch.setattr(training, "descend", spy)
    epoch(PROBLEM.network, PROBLEM.batch, 0.5, size)

    assert np.concatenate([b.inputs for b in seen]).tolist() == PROBLEM.batch.inputs.tolist()
    assert np.concatenate([b.targets for b in seen]).tolist() == PROBLEM.batch.targets.tolist()
    assert {b.size for b in seen[:-1]} <= {size}
    assert len(seen) == iterations(PROBLEM.batch.size, size)


@pytest.mark.parametrize(
    ("samples", "size", "count"), [(6, 6, 1), (6, 1, 6), (6, 4, 2), (7, 3, 3), (1, 8, 1)]
)
def test_the_last_mini_batch_may_be_smaller(samples: int, size: int, count: int) -> None:
    assert iterations(samples, size) == count


class TestRun:
    def test_marks_give_the_parameters_after_so_many_updates(self) -> None:
        found = run(PROBLEM.network, PROBLEM.batch, Run(2, 0.5, "each"), [2, 0])
        twice = descend(descend(PROBLEM.network, PROBLEM.batch, 0.5), PROBLEM.batch, 0.5)

        assert sorted(found) == [0, 2]
        assert [w.tobytes() for w in found[0][0]] == bits(PROBLEM.network)[0::2]
        assert [w.tobytes() for w in found[2][0]] == bits(twice)[0::2]
        assert [b.tobytes() for b in found[2][1]] == bits(twice)[1::2]

    def test_fixed_biases_stay(self) -> None:
        found = run(PROBLEM.network, PROBLEM.batch, Run(3, 0.5), [3])[3]

        assert [b.tobytes() for b in found[1]] == bits(PROBLEM.network)[1::2]
        assert [w.tobytes() for w in found[0]] != bits(PROBLEM.network)[0::2]

    def test_shared_biases_stay_equal(self) -> None:
        even = PROBLEM.network.with_parameters(
            [layer.weights for layer in PROBLEM.network.layers], [np.full(3, 0.35), np.full(2, 0.6)]
        )
        found = run(even, PROBLEM.batch, Run(5, 0.5, "shared"), [5])[5]

        for before, after in zip((0.35, 0.6), found[1], strict=True):
            assert len(set(after.tolist())) == 1
            assert after[0] != before

    def test_a_shared_bias_moves_by_the_sum_of_its_units_gradients(self) -> None:
        weights = [layer.weights for layer in PROBLEM.network.layers]
        even = PROBLEM.network.with_parameters(weights, [np.zeros(3), np.zeros(2)])
        each, shared = (run(even, PROBLEM.batch, Run(1, 0.5, b), [1])[1] for b in Run.BIASES[1:])

        for one, all_of_it in zip(each[1], shared[1], strict=True):
            # The sum of at most three products with a rate that is a power of 2.
            assert abs(one.sum() - all_of_it[0]) <= 3 * np.spacing(abs(all_of_it[0]))

    def test_output_first_moves_the_hidden_weights_otherwise(self) -> None:
        together, first = (
            run(PROBLEM.network, PROBLEM.batch, Run(1, 0.5, "each", order), [1])[1]
            for order in Run.ORDERS
        )

        assert together[0][1].tobytes() == first[0][1].tobytes()
        assert together[1][1].tobytes() == first[1][1].tobytes()
        assert not np.array_equal(together[0][0], first[0][0])

    def test_output_first_goes_through_the_new_weights(self) -> None:
        chain = Network(
            (Layer([[2.0]], [0.0], "identity"), Layer([[3.0]], [0.0], "identity")), Loss(half=True)
        )
        batch = Batch([[1.0]], [[4.0]])
        after = run(chain, batch, Run(1, 0.25, "fixed", "output first"), [1])[1][0]

        # o = 6, delta = 2: the output weight goes from 3 to 3 - 0.25*2*2 = 2, and the hidden one
        # from 2 by 0.25*2*2, where the old output weight would have given 0.25*2*3.
        assert (after[1].tolist(), after[0].tolist()) == ([[2.0]], [[1.0]])


def test_a_run_leaves_its_network_as_it_was() -> None:
    before = bits(PROBLEM.network)
    run(PROBLEM.network, PROBLEM.batch, Run(2, 0.5, "each"), [2])

    assert bits(PROBLEM.network) == before

"""Softmax with the diagonal of its Jacobian alone, as lecture 004 prints it: false, and kept.

    delta_j = dC/do_j * o_j (1 - o_j)          instead of  sum_i dC/do_i do_i/dz_j

Source: 004 l. 762-811 and 866. Every output depends on every net input, so that the terms with i !=
j are missing. It is registered as expected to disagree, and an agreement would be an error.
"""

import numpy as np

from ..cases.network import Batch, Gradients, Network
from .derivation import Derivation
from .softmax_jacobian import backward, ends_in_softmax_cross_entropy


def gradients(network: Network, batch: Batch) -> Gradients:
    """The chain of 004 with do_i/dz_j = 0 for i != j."""
    return backward(network, batch, np.eye(network.widths[-1], dtype=network.dtype))


derivation = Derivation(
    name="softmax_diagonal",
    title="softmax with the diagonal of its Jacobian alone",
    source="004 l. 762-811, 866",
    applies=ends_in_softmax_cross_entropy,
    gradients=gradients,
    expected="disagree",
)

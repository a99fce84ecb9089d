"""A backward pass as it is written by hand, with one slip in it; docs/check.md finds it."""

import numpy as np


def sigmoid(z):  # type: ignore[no-untyped-def]
    """1 / (1 + e^-z)."""
    return 1 / (1 + np.exp(-z))


def gradients(weights, biases, inputs, targets):  # type: ignore[no-untyped-def]
    """Two sigmoid layers, half the squared error, a mean over the batch."""
    hidden = sigmoid(inputs @ weights[0] + biases[0])
    out = sigmoid(hidden @ weights[1] + biases[1])
    delta_out = (out - targets) * out * (1 - out) / len(inputs)
    delta_hidden = delta_out @ weights[1].T * sigmoid(hidden) * (1 - sigmoid(hidden))
    return (
        [inputs.T @ delta_hidden, hidden.T @ delta_out],
        [delta_hidden.sum(axis=0), delta_out.sum(axis=0)],
    )

"""What a document says of the shapes of its names, and how it shows it."""

import pytest
from backproof.reading.said_shapes import said_shapes, speaks_of_batches, speaks_of_matrices


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"$\mathbf{W} \mathbf x$", {"W": "matrix", "x": "vector"}),
        (r"$\bm{\delta} + \boldsymbol b$", {"delta": "vector", "b": "vector"}),
        (r"$\vec{x}$ and $\mathbf{\hat y}$", {"x": "vector", "y": "vector"}),
        (r"the weight matrix $W_1$", {"W": "matrix"}),
        (r"$x$ is an input vector", {"x": "vector"}),
        (r"$W \in \mathbb{R}^{n \times m}$, $x \in \mathbb{R}^m$", {"W": "matrix", "x": "vector"}),
        (r"$w \in \mathbb{R}$", {"w": "number"}),
        (r"$W x + b$", {}),
    ],
)
def test_letters_have_the_shapes_that_are_said(text: str, said: dict[str, str]) -> None:
    assert said_shapes(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a mini-batch of images", True),
        ("one sample in each row", True),
        ("the columns of $X$ are the examples", True),
        ("for example", False),
    ],
)
def test_many_samples_are_spoken_of(text: str, said: bool) -> None:
    assert speaks_of_batches(text) is said


@pytest.mark.parametrize(("text", "said"), [("column vectors", True), ("the net input", False)])
def test_vectors_and_matrices_are_spoken_of(text: str, said: bool) -> None:
    assert speaks_of_matrices(text) is said

"""The hand-written NumPy derivations that the lectures document, one file each."""

from . import (
    algorithm,
    batch_form,
    column_form,
    index_form,
    per_weight,
    row_form,
    softmax_diagonal,
    softmax_jacobian,
    two_path_sums,
)

#: Every documented derivation, in the order in which the lectures build them up.
DERIVATIONS = tuple(
    module.derivation
    for module in (
        per_weight,
        two_path_sums,
        index_form,
        row_form,
        column_form,
        batch_form,
        algorithm,
        softmax_jacobian,
        softmax_diagonal,
    )
)

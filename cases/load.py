"""How does a case file become a case, and what is said where it is wrong?

A case is one TOML file. Numbers keep their digits. Whatever does not fit is answered by one line
that names the file, the field, what was found and what was expected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..expressions.graph import Graph
from ..expressions.printed import Printed
from . import data
from .case import Case, Setting, Symbol
from .declared import declared
from .fields import CaseError, Fields, read_toml
from .graph import Naming, Values, network_graph
from .network import Batch, Layer, Loss, Network, ShapeError, require_fit

DOCUMENTED = Path(__file__).parent / "documented"
_PARTS = ("inputs", "weights", "biases", "nets", "outs", "units", "targets", "errors")


def load_case(path: Path) -> Case:
    """The case in a file. Raises `CaseError`."""
    top = read_toml(path)
    top.only(
        "title", "source", "learning_rate", "layer", "loss", "batch", "names", "definitions",
        "free", "sets", "domains", "dtype",
    )  # fmt: skip
    title, source = top.take("title", str), top.take("source", str, "")
    rate = top.printed("learning_rate") if "learning_rate" in top.table else None
    graph = declared(top)
    if "layer" not in top.table:
        return Case(path.stem, title, source, graph, learning_rate=rate)
    layers = [_layer(table) for table in top.tables("layer")]
    losses = [_loss(table) for table in top.tables("loss")]
    if not losses:
        raise top.unexpected("loss", losses, "one loss or more")
    batch, given = _batch(top.inner("batch"))
    dtype = top.take("dtype", str, "float64")
    if dtype not in ("float64", "float32"):
        raise top.error("dtype", f"found {dtype!r}, expected float64 or float32")
    settings = tuple(_setting(top, name, layers, loss, batch, dtype) for name, loss in losses)
    if "names" not in top.table:
        return Case(path.stem, title, source, graph, settings, learning_rate=rate)
    names = _naming(top.inner("names"), settings[0].network)
    tables = top.table["layer"]
    values = Values(
        inputs=given[0][0] if given else None,
        weights=[_decimals(table["weights"]) for table in tables] if given else None,
        biases=[_decimal_row(table["biases"]) for table in tables] if given else None,
        targets=given[1][0] if given else None,
        rate=rate,
    )
    activations = [
        (layer.activation, Printed(str(table.get("alpha", "0"))))
        for layer, table in zip(layers, tables, strict=True)
    ]
    whole = network_graph(names, values, activations, losses[0][1])
    whole = Graph(
        {**whole.definitions, **graph.definitions}, {**whole.free, **graph.free},
        {**whole.sets, **graph.sets}, whole.families, {**whole.domains, **graph.domains},
    )  # fmt: skip
    return Case(path.stem, title, source, whole, settings, tuple(_symbols(names)), rate)


def documented_cases() -> tuple[Case, ...]:
    """Every documented case, in the order of their names."""
    return tuple(load_case(path) for path in sorted(DOCUMENTED.glob("*.toml")))


def _layer(table: Fields) -> Layer:
    table.only("weights", "biases", "activation", "alpha")
    return _fitting(
        table,
        lambda: Layer(
            table.grid("weights"),
            table.grid("biases"),
            table.take("activation", str),
            table.nearest("alpha", table.printed("alpha")) if "alpha" in table.table else 0.0,
        ),
    )


def _loss(table: Fields) -> tuple[str, Loss]:
    table.only("name", *(f.name for f in fields(Loss)))
    chosen = {
        field: table.take(field, bool if field == "half" else str)
        for field in table.table
        if field != "name"
    }
    return table.take("name", str, ""), _fitting(table, lambda: Loss(**chosen))


def _batch(table: Fields) -> tuple[Batch, tuple[Any, Any] | None]:
    """The samples, and their decimals where they are printed."""
    if "data" in table.table:
        table.only("data", "seed", "samples")
        kind = table.take("data", str)
        if kind not in data.SOURCES:
            raise table.error("data", f"found {kind!r}, expected one of {', '.join(data.SOURCES)}")
        samples, seed = table.take("samples", int), table.take("seed", int)
        if not 1 <= samples <= data.MOST_SAMPLES or seed < 0:
            raise table.error(
                "samples", f"expected 1 to {data.MOST_SAMPLES}, and a seed of 0 or more"
            )
        return data.SOURCES[kind](samples, seed), None
    table.only("inputs", "targets")
    batch = _fitting(table, lambda: Batch(table.grid("inputs"), table.grid("targets")))
    return batch, (_decimals(table.table["inputs"]), _decimals(table.table["targets"]))


def _setting(
    top: Fields, name: str, layers: list[Layer], loss: Loss, batch: Batch, dtype: str
) -> Setting:
    def build() -> Setting:
        network = Network(tuple(layers), loss)
        require_fit(network, batch)
        return Setting(name, network.rounded_to(dtype), batch.rounded_to(dtype))

    return _fitting(top, build)


def _naming(table: Fields, network: Network) -> Naming:
    table.only(*_PARTS, "loss", "rate")
    parts = {part: table.take(part, list) for part in _PARTS}
    widths = network.widths
    expected: dict[str, Any] = {
        "inputs": (widths[0],),
        "targets": (widths[-1],),
        "errors": (widths[-1],),
        "weights": [(a, b) for a, b in pairwise(widths)],
    } | {part: [(width,) for width in widths[1:]] for part in ("biases", "nets", "outs", "units")}
    for part, shape in expected.items():
        found = parts[part]
        fits = (
            _has_shape(found, shape)
            if isinstance(shape, tuple)
            else len(found) == len(shape)
            and all(_has_shape(f, s) for f, s in zip(found, shape, strict=True))
        )
        if not fits:
            raise table.error(part, f"expected names in the shape {shape}, one for each element")
    return Naming(**parts, loss=table.take("loss", str), rate=table.take("rate", str, "eta"))


def _has_shape(names: Any, shape: tuple[int, ...]) -> bool:
    if not isinstance(names, list) or len(names) != shape[0]:
        return False
    if len(shape) == 1:
        return all(isinstance(name, str) and name.isidentifier() for name in names)
    return all(_has_shape(row, shape[1:]) for row in names)


def _symbols(names: Naming) -> list[Symbol]:
    found = [Symbol(name, "input", 0, (i,)) for i, name in enumerate(names.inputs)]
    for layer, rows in enumerate(names.weights):
        found += [
            Symbol(name, "weight", layer, (i, j))
            for i, row in enumerate(rows)
            for j, name in enumerate(row)
        ]
    for part, grid in (("bias", names.biases), ("net", names.nets), ("out", names.outs)):
        found += [
            Symbol(name, part, layer, (j,))
            for layer, row in enumerate(grid)
            for j, name in enumerate(row)
        ]
    last = len(names.nets) - 1
    found += [Symbol(name, "target", last, (k,)) for k, name in enumerate(names.targets)]
    found += [Symbol(name, "error", last, (k,)) for k, name in enumerate(names.errors)]
    return [*found, Symbol(names.loss, "loss", last), Symbol(names.rate, "rate")]


def _fitting(table: Fields, build: Callable[[], Any]) -> Any:
    try:
        return build()
    except ShapeError as error:
        where = f"{table.path}." if table.path else ""
        raise CaseError(f"{table.file}: {where}{error}") from None


def _decimals(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Printed, ...], ...]:
    return tuple(_decimal_row(row) for row in rows)


def _decimal_row(row: Sequence[Any]) -> tuple[Printed, ...]:
    return tuple(Printed(str(value)) for value in row)

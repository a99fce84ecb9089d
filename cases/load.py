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

import numpy as np

from ..expressions.graph import Graph
from ..expressions.notation import NotationError, parse
from ..expressions.printed import Printed, UnreadableNumberError
from . import data
from .case import Case, Setting, Symbol
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
    rate = _printed(top, "learning_rate") if "learning_rate" in top.table else None
    graph = _defined(top)
    if "layer" not in top.table:
        return Case(path.stem, title, source, graph, learning_rate=rate)
    layers = [
        _layer(Fields(path, f"layer[{i}]", table))
        for i, table in enumerate(top.take("layer", list))
    ]
    losses = [
        _loss(Fields(path, f"loss[{i}]", table)) for i, table in enumerate(top.take("loss", list))
    ]
    batch, given = _batch(top.inner("batch"))
    dtype = top.take("dtype", str, "float64")
    if dtype not in ("float64", "float32"):
        raise top.error("dtype", f"found {dtype!r}, expected float64 or float32")
    settings = tuple(_setting(top, name, layers, loss, batch, dtype) for name, loss in losses)
    if "names" not in top.table:
        return Case(path.stem, title, source, graph, settings, learning_rate=rate)
    names = _naming(top.inner("names"), settings[0].network)
    values = Values(
        inputs=given[0][0] if given else None,
        weights=[_decimals(table, "weights") for table in top.table["layer"]] if given else None,
        biases=[_decimal_row(table["biases"]) for table in top.table["layer"]] if given else None,
        targets=given[1][0] if given else None,
        rate=rate,
    )
    activations = [
        (layer.activation, Printed(str(table.get("alpha", "0"))))
        for layer, table in zip(layers, top.table["layer"], strict=True)
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
            np.array(_floats(table, "weights")),
            np.array(_floats(table, "biases")),
            table.take("activation", str),
            float(_printed(table, "alpha").value) if "alpha" in table.table else 0.0,
        ),
    )


def _loss(table: Fields) -> tuple[str, Loss]:
    table.only("name", *(f.name for f in fields(Loss)))
    chosen = {field: value for field, value in table.table.items() if field != "name"}
    for field, value in chosen.items():
        if not isinstance(value, bool if field == "half" else str):
            raise table.error(
                field,
                f"found {value!r}, expected {'true or false' if field == 'half' else 'a string'}",
            )
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
    batch = _fitting(
        table,
        lambda: Batch(np.array(_floats(table, "inputs")), np.array(_floats(table, "targets"))),
    )
    return batch, (_decimals(table.table, "inputs"), _decimals(table.table, "targets"))


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


def _defined(top: Fields) -> Graph:
    """The definitions, free names, sets and domains that a case file writes out itself."""
    definitions = {}
    for name, text in top.take("definitions", dict, {}).items():
        try:
            definitions[name] = parse(str(text))
        except NotationError as error:
            raise top.error(f"definitions.{name}", str(error)) from None
    free = {name: tuple(shape) for name, shape in top.take("free", dict, {}).items()}
    sets = {name: tuple(labels) for name, labels in top.take("sets", dict, {}).items()}
    domains = {
        name: (float(low), float(high))
        for name, (low, high) in top.take("domains", dict, {}).items()
    }
    return Graph(definitions, free, sets, {}, domains)


def _fitting(table: Fields, build: Callable[[], Any]) -> Any:
    try:
        return build()
    except ShapeError as error:
        where = f"{table.path}." if table.path else ""
        raise CaseError(f"{table.file}: {where}{error}") from None


def _printed(table: Fields, field: str) -> Printed:
    try:
        return Printed(str(table.take(field, (str, int))))
    except UnreadableNumberError:
        raise table.error(field, f"found {table.table[field]!r}, expected a number") from None


def _floats(table: Fields, field: str) -> Any:
    def read(value: Any, where: str) -> Any:
        if isinstance(value, list):
            return [read(inner, f"{where}[{i}]") for i, inner in enumerate(value)]
        try:
            if isinstance(value, bool):
                raise ValueError
            return float(value)
        except (TypeError, ValueError):
            raise table.error(where, f"found {value!r:.40}, expected a number") from None

    found = read(table.take(field, list), field)
    lengths = {len(row) for row in found if isinstance(row, list)}
    if len(lengths) > 1:
        raise table.error(field, f"rows of lengths {sorted(lengths)}, expected equal lengths")
    return found


def _decimals(table: dict[str, Any], field: str) -> tuple[tuple[Printed, ...], ...]:
    return tuple(_decimal_row(row) for row in table[field])


def _decimal_row(row: Sequence[Any]) -> tuple[Printed, ...]:
    return tuple(Printed(str(value)) for value in row)

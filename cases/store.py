"""How is a network written to a case file, so that it can be read back exactly?"""

from __future__ import annotations

import json
import os
import tempfile
from hashlib import sha256
from pathlib import Path

from .network import Array, Batch, Network


def as_toml(title: str, network: Network, batch: Batch) -> str:
    """A case file; every number with the digits that give back the same float."""
    lines = [f"title = {_quoted(title)}", f'dtype = "{network.dtype}"']
    for layer in network.layers:
        lines += ["", "[[layer]]", f'activation = "{layer.activation}"']
        if layer.activation in ("prelu", "elu"):
            lines.append(f"alpha = {float(layer.alpha)!r}")
        lines += [f"weights = {_rows(layer.weights)}", f"biases = {_row(layer.biases)}"]
    loss = network.loss
    lines += ["", "[[loss]]", f'kind = "{loss.kind}"', f'outputs = "{loss.outputs}"']
    lines += [f'batch = "{loss.batch}"', f'log_base = "{loss.log_base}"']
    lines += [f"half = {str(loss.half).lower()}", "", "[batch]"]
    lines += [f"inputs = {_rows(batch.inputs)}", f"targets = {_rows(batch.targets)}"]
    return "\n".join(lines) + "\n"


def store(folder: Path, title: str, network: Network, batch: Batch) -> Path:
    """Write a case file named by its content; nothing is left behind if writing fails."""
    text = as_toml(title, network, batch)
    path = folder / f"found-{sha256(text.encode()).hexdigest()[:12]}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def _quoted(text: str) -> str:
    """A TOML string: as in JSON, but that it may not hold a DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _rows(array: Array) -> str:
    return "[" + ", ".join(_row(row) for row in array) + "]"


def _row(array: Array) -> str:
    return "[" + ", ".join(repr(float(x)) for x in array) + "]"

"""How is a list of operations repeated without asking each time which one is next?

The list is written as one Python function, `v9 = v0 * v4` line after line, and compiled. Nothing
but numbered values and operators gets into its text: no name or number of a document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import CodeType, FunctionType
from typing import Any

#: A longer list would take too long to compile.
LONGEST = 5_000
#: A value, how it is written with those that it is made of, and these.
Line = tuple[int, str, int, int]


def straight(
    inputs: int, lines: Sequence[Line], ends: Sequence[int], names: Mapping[str, Any]
) -> Callable[[Sequence[Any]], list[Any]]:
    """The last values of a list as a function of its inputs.

    A line is written with `{0}` and `{1}` for the values it takes; `names` are what stands in it
    besides: functions, and the values that stay, `v` with their number.
    """
    body = [f"v{at} = {form.format(f'v{left}', f'v{right}')}" for at, form, left, right in lines]
    taken = "".join(f"v{at}, " for at in range(inputs))
    text = "\n    ".join(
        [
            f"def repeat(inputs, {', '.join(names)}):",
            *([f"{taken}= inputs"] if inputs else []),
            *body,
            f"return [{', '.join(f'v{end}' for end in ends)}]",
        ]
    )
    module = compile(text, "<recorded>", "exec")
    code = next(part for part in module.co_consts if isinstance(part, CodeType))
    return FunctionType(code, {}, argdefs=tuple(names.values()))

"""What the other engines are asked, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from backproof.audit.witnesses import Engine, Question, Training, answers
from backproof.cases.generate import make
from backproof.cases.network import Loss
from backproof.expressions.graph import Graph
from backproof.expressions.notation import parse
from backproof.expressions.run import Run
from backproof.oracles import torch_training

ENGINE = Engine("torch", "torch_formulas", "torch_training", "torch_descents", "torch")


def test_a_run_is_made_once_for_all_rounds_that_are_asked_for(
    torch_ready: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = make((2, 3, 2), ("tanh", "sigmoid"), Loss(), 2, "ordinary", 5)
    runs: list[list[int]] = []
    run = torch_training.run

    def counted(network: Any, batch: Any, of: Run, marks: Iterable[int]) -> Mapping[int, Any]:
        runs.append(sorted(marks))
        return run(network, batch, of, runs[-1])

    monkeypatch.setattr(torch_training, "run", counted)
    questions = [
        Question(
            f"after {steps}",
            Graph({"y": parse("2*w")}, {}, {}, {}, {}),
            (parse("y"),),
            training=Training(
                problem.network, problem.batch, Run(steps, 0.5), {"w": ("weight", 0, (0, 0))}
            ),
        )
        for steps in (1, 3, 0, 3)
    ]

    found = answers(questions, [ENGINE])

    assert runs == [[0, 1, 3]]
    assert found["after 0"]["torch"] == 2 * problem.network.layers[0].weights[0, 0]
    assert len({found[f"after {steps}"]["torch"] for steps in (0, 1, 3)}) == 3

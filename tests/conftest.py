"""What every test may use: the lectures' folder, warmed-up engines, Hypothesis profiles."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("long", settings.get_profile("default"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

#: The five lectures stand beside the repository where the project is developed, not in it.
LECTURES = Path(__file__).resolve().parents[2] / "shared" / "lectures"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the longer profile out unless it is asked for."""
    if config.getoption("-m"):
        return
    skip = pytest.mark.skip(reason="part of the longer profile: make test-long")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def lectures() -> Path:
    """The folder of the five lectures; skips where it is not there."""
    if not LECTURES.is_dir():
        pytest.skip(f"the lectures are not in {LECTURES.parent.name}/{LECTURES.name}")
    return LECTURES


@pytest.fixture
def rng() -> np.random.Generator:
    """Random numbers that are the same every time."""
    return np.random.default_rng(20260101)


@pytest.fixture(scope="session")
def torch_ready() -> object:
    """PyTorch, imported and used once; skips where it is not installed."""
    torch = pytest.importorskip("torch", reason="torch is not installed")
    torch.set_num_threads(1)
    torch.ones(1, requires_grad=True).sum().backward()
    return torch


@pytest.fixture(scope="session")
def jax_ready() -> object:
    """JAX, imported and used once; skips where it is not installed."""
    jax = pytest.importorskip("jax", reason="jax is not installed")
    with jax.enable_x64(True):
        jax.grad(lambda x: x * x)(1.0)
    return jax

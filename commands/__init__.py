"""The command line, one file a verb."""

from .agree import agree
from .audit import audit
from .main import cli

__all__ = ["agree", "audit", "cli"]

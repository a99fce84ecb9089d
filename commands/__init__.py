"""The command line, one file a verb."""

from .agree import agree
from .audit import audit
from .check import check
from .main import cli
from .selftest import selftest

__all__ = ["agree", "audit", "check", "cli", "selftest"]

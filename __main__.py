"""`python -m backproof`."""

from .commands import cli

if __name__ == "__main__":
    cli(prog_name="backproof")

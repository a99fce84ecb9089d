"""`backproof`, and `python -m backproof`."""


def main() -> None:
    """Run the command line; a process that begins by importing this module loads nothing yet."""
    from .commands import cli

    cli(prog_name="backproof")


if __name__ == "__main__":
    main()

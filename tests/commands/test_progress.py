"""Progress is for terminals: nothing of it reaches a pipe."""

import pytest
from backproof.commands.progress import Progress


@pytest.mark.parametrize("wanted", [True, False])
def test_off_a_terminal_nothing_is_written(wanted: bool, capfd: pytest.CaptureFixture[str]) -> None:
    with Progress(wanted) as progress:
        progress.say("reading")
        progress.step("networks", 3, 10)

    assert capfd.readouterr() == ("", "")


def test_on_a_terminal_it_says_what_is_done(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")

    with Progress(True) as progress:
        progress.say("reading the cases")
        progress.bars.refresh()

    out, err = capfd.readouterr()
    assert out == ""
    assert "reading the cases" in err


def test_before_it_is_started_it_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    Progress(True).say("too early")
    Progress(True).step("too early", 1, 2)

    assert capfd.readouterr() == ("", "")


def test_an_error_passes_through_and_the_line_is_ended() -> None:
    progress = Progress(True)

    with pytest.raises(ValueError, match="no good"), progress:
        raise ValueError("no good")

    assert not progress.bars.live.is_started

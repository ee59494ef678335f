"""What can be said to main.py, and how mistakes are answered."""

from pathlib import Path

import pytest

from gui.program.arguments import Arguments, parse_arguments


def test_nothing_need_be_said() -> None:
    assert parse_arguments([]) == Arguments(None, None, train=False, size=None, theme=None)


def test_all_can_be_said_at_once() -> None:
    words = ["my.csv", "--screenshot", "out.png", "--train", "--size", "1024x700", "--theme", "dark"]
    assert parse_arguments(words) == Arguments(
        Path("my.csv"), Path("out.png"), train=True, size=(1024, 700), theme="dark"
    )


@pytest.mark.parametrize("size", ["1024x700", "1024X700", "1024×700"])
def test_the_size_is_read_with_any_cross(size: str) -> None:
    assert parse_arguments(["--size", size]).size == (1024, 700)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--screenshoot", "x.png"], "--screenshoot"),
        (["--screenshot"], "--screenshot"),
        (["--size", "big"], "like 1280x800"),
        (["--size", "-1x5"], "--size"),
        (["--size", "0x0"], "--size"),
        (["--size", "99999x99999"], "--size"),
        (["--theme", "pink"], "pink"),
        (["a.csv", "b.csv"], "b.csv"),
    ],
)
def test_a_mistake_ends_with_status_2_and_names_it(
    capsys: pytest.CaptureFixture[str], words: list[str], part: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse_arguments(words)
    assert ended.value.code == 2
    assert part in capsys.readouterr().err.splitlines()[-1]


def test_help_is_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse_arguments(["--help"])
    assert ended.value.code == 0
    assert "--screenshot" in capsys.readouterr().out

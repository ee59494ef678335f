"""What the set-up understands, decides and says, without installing anything."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools import install

ROOT = Path(__file__).parents[2]
ROOT_ON_DEBIAN = install.Machine(debian=True, root=True)
PERSON_ON_DEBIAN = install.Machine(debian=True, root=False)
PERSON_ELSEWHERE = install.Machine(debian=False, root=False)

LDD = """\
/home/anna/.venv/lib/python3.11/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffc2a5f0000)
\tlibQt6XcbQpa.so.6 => not found
\tlibxcb-cursor.so.0 => not found
\tlibxcb.so.1 => /lib/x86_64-linux-gnu/libxcb.so.1 (0x00007f0d8c000000)
/home/anna/.venv/lib/python3.11/site-packages/PySide6/QtGui.abi3.so:
\tlibEGL.so.1 => not found
\tlibxcb-cursor.so.0 => not found
\t/lib64/ld-linux-x86-64.so.2 (0x00007f0d8d000000)
"""


def never(*_: object) -> bool:
    raise AssertionError("nothing should be installed here")


def test_ldd_names_what_is_missing_and_qts_own_is_left_out() -> None:
    assert install.missing_libraries(LDD) == {"libxcb-cursor.so.0", "libEGL.so.1"}


def test_ldd_with_everything_there() -> None:
    assert install.missing_libraries("\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tstatically linked\n") == set()


def test_libraries_become_packages_each_once() -> None:
    libraries = ["libgthread-2.0.so.0", "libglib-2.0.so.0", "libxcb-cursor.so.0", "libnew.so.9"]
    assert install.packages_for(libraries) == (["libglib2.0-0", "libxcb-cursor0"], ["libnew.so.9"])


def test_a_person_on_debian_gets_the_line_to_type() -> None:
    advice = install.library_advice(["libEGL.so.1", "libxcb-cursor.so.0"], PERSON_ON_DEBIAN)
    assert advice.endswith("\n    sudo apt-get install -y --no-install-recommends libegl1 libxcb-cursor0")


def test_elsewhere_the_libraries_are_named() -> None:
    advice = install.library_advice(["libEGL.so.1", "libnew.so.9"], PERSON_ELSEWHERE)
    assert "apt-get" not in advice
    assert "that hold: libEGL.so.1\n" in advice
    assert advice.endswith("whose name we don't know: libnew.so.9")


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ("ID=debian\n", True),
        ('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', True),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', True),
        ("ID=fedora\nVARIANT_ID=debian\n", False),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', False),
        ("", False),
    ],
)
def test_debian_and_its_children_are_known(release: str, expected: bool) -> None:
    assert install.is_debian(release) is expected


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for an environment in which `missing` of the test's choice is missing."""
    monkeypatch.setattr(install, "apt_install", never)
    return tmp_path


def missing(monkeypatch: pytest.MonkeyPatch, always: set[str], screen: set[str]) -> None:
    def find(_: Path, patterns: tuple[str, ...]) -> set[str]:
        found = set(always)
        return found | screen if set(install.QT_SCREEN) <= set(patterns) else found

    monkeypatch.setattr(install, "find_missing", find)


def test_nothing_missing_installs_nothing(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch, set(), set())
    assert install.provide_libraries(environment, ROOT_ON_DEBIAN)


def test_without_screen_libraries_a_person_can_go_on(
    environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing(monkeypatch, set(), {"libxcb-cursor.so.0"})
    assert not install.provide_libraries(environment, PERSON_ON_DEBIAN)
    assert "libxcb-cursor0\nWithout them no window opens on an X11 screen" in capsys.readouterr().err


def test_without_libraries_for_any_window_a_person_cannot(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing(monkeypatch, {"libEGL.so.1"}, {"libxcb-cursor.so.0"})
    with pytest.raises(install.SetupError, match="libegl1 libxcb-cursor0\nThen run the same again"):
        install.provide_libraries(environment, PERSON_ON_DEBIAN)


def test_root_on_debian_installs_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = {"libEGL.so.1"}

    def apt_install(packages: list[str]) -> bool:
        absent.discard("libEGL.so.1")
        return packages == ["libegl1"]

    monkeypatch.setattr(install, "find_missing", lambda *_: set(absent))
    monkeypatch.setattr(install, "apt_install", apt_install)
    assert install.provide_libraries(tmp_path, ROOT_ON_DEBIAN)


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (PERSON_ON_DEBIAN, f"recommends python3.{sys.version_info.minor}-venv\nThen run the same again"),
        (PERSON_ELSEWHERE, "modules venv and ensurepip are missing. Please install them: "),
    ],
)
def test_a_missing_venv_module_is_said(
    machine: install.Machine, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "_has_venv", lambda: False)
    monkeypatch.setattr(install, "apt_install", never)
    with pytest.raises(install.SetupError, match=re.escape(words)):
        install.provide_venv_module(machine)


def test_apt_lists_are_refreshed_only_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    codes = iter([100, 0, 0])

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command[1])
        return subprocess.CompletedProcess(command, next(codes))

    monkeypatch.setattr(subprocess, "run", run)
    assert install.apt_install(["libegl1"])
    assert ran == ["install", "update", "install"]


def test_the_second_time_nothing_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    lock = tmp_path / "run.txt"
    lock.write_text("numpy==2.4.6\n")
    monkeypatch.setattr(install, "provide_venv_module", lambda _: None)
    monkeypatch.setattr(install, "build_environment", lambda folder: folder / "bin" / "python")
    monkeypatch.setattr(install, "install_packages", lambda _, lock: done.append(lock.name))
    monkeypatch.setattr(install, "provide_libraries", lambda *_: True)
    for _ in range(2):
        install.prepare(tmp_path, [lock], PERSON_ELSEWHERE)
    assert done == ["run.txt"]
    lock.write_text("numpy==2.4.7\n")
    install.prepare(tmp_path, [lock], PERSON_ELSEWHERE)
    assert done == ["run.txt", "run.txt"]


def test_an_obstacle_is_words_and_status_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def obstacle(*_: object) -> None:
        raise install.SetupError("a stone lies in the way")

    monkeypatch.setattr(install, "prepare", obstacle)
    assert install.main([str(tmp_path), "requirements/run.txt"]) == 1
    assert capsys.readouterr().err == "a stone lies in the way\n"


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux has ldd and takes Qt's libraries of the system"
)
def test_qts_files_are_where_they_are_looked_for() -> None:
    for pattern in (*install.QT_ALWAYS, *install.QT_SCREEN):
        assert list(Path(sys.prefix).glob(f"lib/*/site-packages/PySide6/{pattern}")), pattern


def find_python(folder: Path, *arguments: str, **commands: str) -> subprocess.CompletedProcess[str]:
    """Run tools/find_python.sh where only these `commands` (name, version) can be found."""
    bin_folder = folder / "bin"
    bin_folder.mkdir()
    for name, version in commands.items():
        fake, program = bin_folder / name.replace("_", "."), folder / f"{name}.py"
        # Stands for an interpreter: compares like the script's question, prints like its second one.
        program.write_text(
            f"import sys\nsys.version_info = {tuple(map(int, version.split('.')))}\nexec(sys.argv[2])\n"
        )
        # Named by sh: a first line can't name an interpreter in a folder with a blank in its name.
        fake.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, str(program)])} "$@"\n')
        fake.chmod(0o755)
    script = ROOT / "tools" / "find_python.sh"
    env = {**os.environ, "PATH": str(bin_folder)}
    command = ["/bin/sh", str(script), *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="make and sh are not used on Windows")
@pytest.mark.parametrize(
    ("commands", "chosen"),
    [
        ({"python3": "3.12.1"}, "python3"),
        ({"python3": "3.9.2", "python3_11": "3.11.4"}, "python3.11"),
        ({"python3": "3.14.0", "python3_13": "3.13.0"}, "python3.13"),
        ({"python3": "3.14.0"}, "python3"),
        ({"python": "3.13.2"}, "python"),
    ],
)
def test_a_suitable_python_is_chosen(commands: dict[str, str], chosen: str, tmp_path: Path) -> None:
    assert find_python(tmp_path, "", **commands).stdout == f"{chosen}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="make and sh are not used on Windows")
@pytest.mark.parametrize(
    ("named", "commands", "words"),
    [
        ("", {"python3": "3.8.18"}, "needs Python 3.11 or newer, and python3 here is Python 3.8:"),
        ("", {}, "needs Python 3.11 or newer, and there is no python3 here:"),
        ("python3.9", {"python3": "3.12.1", "python3_9": "3.9.0"}, "and PYTHON=python3.9 is Python 3.9."),
        ("/no/such", {"python3": "3.12.1"}, "and PYTHON=/no/such is no Python that runs."),
    ],
)
def test_too_old_a_python_is_one_sentence(
    named: str, commands: dict[str, str], words: str, tmp_path: Path
) -> None:
    result = find_python(tmp_path, named, **commands)
    assert (result.returncode, result.stdout) == (1, "")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_the_lock_pins_what_the_project_asks_for_and_names_no_place(name: str) -> None:
    lock = (ROOT / "requirements" / name).read_text()
    pins = set(re.findall(r"^([\w.-]+==[\w.]+)", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = (dependency.split(";")[0].lower() for dependency in project["project"]["dependencies"])
    assert {dependency.replace("backports.", "backports-") for dependency in wanted} <= pins
    assert len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE)) == len(pins)
    assert not re.search(r"https?:|file:|index-url|find-links|@ ", lock)
    for requirement in re.split(r"\n(?=\w)", lock.split("make lock\n")[1]):
        assert "--hash=sha256:" in requirement


def test_both_locks_pin_the_same_versions() -> None:
    run, dev = (
        set(re.findall(r"^[\w.-]+==[\w.]+", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("run.txt", "dev.txt")
    )
    assert run < dev

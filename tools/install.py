"""Prepare a virtual environment and the shared libraries that Qt needs, with the standard library alone.

`python tools/install.py FOLDER LOCK...` is what `make` runs. As root on Debian or Ubuntu it installs what the
system lacks; elsewhere it prints the line to type. The stamp FOLDER/ready-NAME says that nothing is missing.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# The shared libraries that Qt's wheels expect of the system, and the Debian packages that hold them.
PACKAGES: Final = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinput.so.0": "libxcb-xinput0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

# What the program can't do without, and what only an X11 screen needs; both below site-packages/PySide6.
QT_ALWAYS: Final = (
    "Qt/plugins/platforms/libqoffscreen.so",
    "QtCore.*so",
    "QtGui.*so",
    "QtWidgets.*so",
    "QtSvg.*so",
    "QtTest.*so",
)
QT_SCREEN: Final = ("Qt/plugins/platforms/libqxcb.so",)

X11_TEST_PROGRAMS: Final = {"Xvfb": "xvfb", "xdotool": "xdotool", "chromium": "chromium"}
"""The virtual screen, the hand, and the browser for exported pages."""

TEST_FONTS: Final = {
    "dejavu/DejaVuSans.ttf": "fonts-dejavu-core",
    "liberation/LiberationSans-Regular.ttf": "fonts-liberation",
    "noto/NotoSans-Regular.ttf": "fonts-noto-core",
}
"""Fonts that people's systems have, in Debian's folder of fonts: the window must have room for each."""

FONT_FOLDER: Final = Path("/usr/share/fonts/truetype")


class SetupError(Exception):
    """What stands in the way, in words that say what to do."""


@dataclass(frozen=True)
class Machine:
    """What decides how a missing package comes onto this machine."""

    debian: bool
    root: bool

    @classmethod
    def here(cls) -> "Machine":
        """The machine this runs on."""
        release = Path("/etc/os-release")
        debian = release.is_file() and is_debian(release.read_text()) and shutil.which("apt-get") is not None
        return cls(debian, hasattr(os, "geteuid") and os.geteuid() == 0)


def is_debian(os_release: str) -> bool:
    """Whether the text of /etc/os-release names Debian, Ubuntu or one of their children."""
    names = re.findall(r"^ID(?:_LIKE)?=(.*)$", os_release, re.MULTILINE)
    return not {"debian", "ubuntu"}.isdisjoint(" ".join(names).replace('"', "").split())


def missing_libraries(ldd_output: str) -> set[str]:
    """The shared libraries that `ldd` did not find, leaving out Qt's own, which come with the wheel."""
    names = re.findall(r"^\s*(\S+) => not found$", ldd_output, re.MULTILINE)
    return {name for name in names if not name.startswith("libQt6")}


def packages_for(libraries: Iterable[str]) -> tuple[list[str], list[str]]:
    """The Debian packages that hold these libraries, and the libraries for which we know none."""
    found = {PACKAGES[name] for name in libraries if name in PACKAGES}
    return sorted(found), sorted(name for name in libraries if name not in PACKAGES)


def library_advice(libraries: Iterable[str], machine: Machine) -> str:
    """What a person types, or looks for, to get these libraries."""
    packages, unknown = packages_for(libraries)
    lines = []
    if packages and machine.debian:
        lines.append(f"Qt needs some libraries of the system. {how_to_install(packages, machine)}")
    elif packages:
        names = ", ".join(sorted(set(libraries) - set(unknown)))
        lines.append(
            f"Qt needs some libraries. Please install the packages of your system that hold: {names}"
        )
    if unknown:
        lines.append(f"Qt also needs, from a package whose name we don't know: {', '.join(unknown)}")
    return "\n".join(lines)


def how_to_install(packages: Sequence[str], machine: Machine) -> str:
    """What a person who is not root, or not on Debian, is told to do about these Debian packages."""
    names = " ".join(packages)
    if machine.debian:
        return f"Please type:\n    sudo apt-get install -y --no-install-recommends {names}"
    return f"Please install them: Debian's packages of them are {names}."


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages as root; refresh apt's lists only where they turn out to be too old."""
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {' '.join(packages)}", flush=True)
    if subprocess.run(install, env=environment, capture_output=True).returncode == 0:
        return True
    subprocess.run(["apt-get", "update", "-q"], env=environment)
    return subprocess.run(install, env=environment).returncode == 0


def provide_venv_module(machine: Machine) -> None:
    """Make sure this Python can build environments; Debian packs that part of it separately."""
    if _has_venv():
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if machine.debian and machine.root and apt_install([package]):
        return
    advice = how_to_install([package], machine)
    raise SetupError(f"Python's modules venv and ensurepip are missing. {advice}\nThen run the same again.")


def _has_venv() -> bool:
    """Asked of a new process, because Debian leaves an empty `ensurepip` that only complains when it runs."""
    ask = [sys.executable, "-c", "import venv, ensurepip; ensurepip.version()"]
    return subprocess.run(ask, capture_output=True).returncode == 0


def build_environment(folder: Path) -> Path:
    """Return the interpreter of `folder`, built anew where it is absent, broken or of another Python."""
    python = folder / "bin" / "python"
    if not _works(python):
        print(f"Building {folder} with Python {sys.version.split()[0]}", flush=True)
        if subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)]).returncode != 0:
            raise SetupError(f"{folder} could not be built; Python says why above.")
    return python


def _works(python: Path) -> bool:
    ask = [str(python), "-c", "import sys, pip; print(*sys.version_info[:2])"]
    try:
        answer = subprocess.run(ask, capture_output=True, text=True)
    except OSError:
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def install_packages(python: Path, lock: Path) -> None:
    """Install what `lock` pins; a file of another content than the lock's hash is refused by pip."""
    print(f"Installing the packages of {lock}", flush=True)
    command = [str(python), "-m", "pip", "install", "--no-input", "--only-binary=:all:", "-r", str(lock)]
    if subprocess.run(command).returncode != 0:
        raise SetupError(f"The packages of {lock} could not be installed; pip says why above.")


def find_missing(folder: Path, patterns: Iterable[str]) -> set[str]:
    """The system libraries that these files of PySide6 in the environment `folder` miss, as `ldd` says."""
    if shutil.which("ldd") is None:
        return set()
    qt = "lib/*/site-packages/PySide6"
    files = [str(file) for pattern in patterns for file in folder.glob(f"{qt}/{pattern}")]
    if not files:
        return set()
    return missing_libraries(subprocess.run(["ldd", *files], capture_output=True, text=True).stdout)


def provide_libraries(folder: Path, machine: Machine) -> bool:
    """Install Qt's missing libraries or say how; False where those for an X11 screen are missing still."""
    everything = (*QT_ALWAYS, *QT_SCREEN)
    missing = find_missing(folder, everything)
    packages, _ = packages_for(missing)
    if packages and machine.debian and machine.root and apt_install(packages):
        missing = find_missing(folder, everything)
    if not missing:
        return True
    advice = library_advice(missing, machine)
    if find_missing(folder, QT_ALWAYS):
        raise SetupError(f"{advice}\nThen run the same again.")
    print(f"{advice}\nWithout them no window opens on an X11 screen; all else works.", file=sys.stderr)
    return False


def provide_x11_test_programs(machine: Machine) -> None:
    """Install what the tests of the real screen use; without the fonts only their tests are left out."""
    fonts = [package for file, package in TEST_FONTS.items() if not (FONT_FOLDER / file).exists()]
    if fonts and machine.debian and machine.root:
        apt_install(fonts)
    missing = [package for program, package in X11_TEST_PROGRAMS.items() if shutil.which(program) is None]
    if not missing or (machine.debian and machine.root and apt_install(missing)):
        return
    names = " and ".join(missing)
    raise SetupError(f"The tests of the real window need {names}. {how_to_install(missing, machine)}")


def key_of(locks: Iterable[Path]) -> str:
    """What was installed: for this Python's version, the content of these locks."""
    content = b"".join(lock.read_bytes() for lock in locks)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"Python {version}, locks {hashlib.sha256(content).hexdigest()}\n"


def prepare(folder: Path, locks: Sequence[Path], machine: Machine) -> None:
    """Do all that is not done yet, and leave the stamp for make when nothing is missing."""
    name = locks[-1].stem
    provide_venv_module(machine)
    python = build_environment(folder)
    installed, key = folder / f"installed-{name}", key_of(locks)
    if not (installed.is_file() and installed.read_text() == key):
        for lock in locks:
            install_packages(python, lock)
        installed.write_text(key)
    if provide_libraries(folder, machine):
        (folder / f"ready-{name}").write_text("nothing is missing\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; a mistake or an obstacle ends in status 1 and words on standard error."""
    parser = argparse.ArgumentParser(description="Prepare a virtual environment and Qt's system libraries.")
    parser.add_argument("folder", type=Path, help="where the environment is or will be, as in .venv")
    parser.add_argument("locks", type=Path, nargs="+", metavar="lock", help="pinned packages, file by file")
    parser.add_argument("--x11-tests", action="store_true", help="also install what the x11 tests need")
    options = parser.parse_args(arguments)
    machine = Machine.here()
    try:
        prepare(options.folder, options.locks, machine)
        if options.x11_tests:
            provide_x11_test_programs(machine)
    except SetupError as obstacle:
        print(obstacle, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

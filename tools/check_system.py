"""Checks what the operating system must bring, and installs it where that is allowed.

`check_system.py python` asks whether this Python can make a virtual environment; `check_system.py qt` whether
the shared libraries that Qt loads are there, each by itself; `check_system.py display` whether there is an X server in
memory for the one test that needs it. What is missing is installed with apt-get, as root or through sudo. Where that
cannot be, one message names it; only what tests and headless commands need is fatal.

Runs before anything is installed, so it uses the standard library only.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, from anywhere

from gui.qt_libraries import FOR_A_WINDOW, FOR_EVERYTHING, loads


def can_make_environments(_name: str) -> bool:
    """Whether this Python has pip, or what `python -m venv` puts it in with."""
    return any(importlib.util.find_spec(module) is not None for module in ("ensurepip", "pip"))


def missing(needs: Iterable[str], present: Callable[[str], bool]) -> list[str]:
    """The needs that the machine does not meet."""
    return [need for need in needs if not present(need)]


def first_packages(needs: dict[str, tuple[str, ...]], lacking: Iterable[str]) -> list[str]:
    """One package a need, under the name this distribution uses, each once."""
    return list(dict.fromkeys(_known_name(needs[need]) for need in lacking))


def _known_name(names: tuple[str, ...]) -> str:
    if len(names) > 1 and shutil.which("apt-cache"):
        for name in names:
            shown = subprocess.run(["apt-cache", "show", name], capture_output=True, check=False)
            if shown.returncode == 0 and shown.stdout.strip():
                return name
    return names[-1]


def may_install() -> list[str] | None:
    """The words to put before apt-get, or None where this user cannot use it."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    # Without a terminal nobody can type a password: sudo must then work without one or fail at once.
    return ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]


def install(needs: dict[str, tuple[str, ...]], lacking: list[str]) -> str:
    """Tries to install what is lacking; returns why it could not, or nothing."""
    before = may_install()
    if before is None:
        return "apt-get, or the right to use it, is not there"
    apt = [
        *before,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=120",
    ]
    print(f"Installing system packages for {', '.join(lacking)}", flush=True)
    subprocess.run([*apt, "update"], check=False, stdout=subprocess.DEVNULL)
    done = subprocess.run(
        [*apt, "install", "-y", "--no-install-recommends", *first_packages(needs, lacking)],
        check=False,
        stdout=subprocess.DEVNULL,
    )
    return "" if done.returncode == 0 else "apt-get did not succeed"


def check_python() -> int:
    """Makes sure that a virtual environment with pip can be made."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    needs: dict[str, tuple[str, ...]] = {"venv": (name,)}
    lacking = missing(needs, can_make_environments)
    if not lacking:
        return 0
    reason = install(needs, lacking)
    if not reason:
        return 0
    print(f"This Python has neither ensurepip nor pip, and {reason}.", file=sys.stderr)
    print(f"Install one of them; on Debian and Ubuntu: apt-get install {name}", file=sys.stderr)
    return 1


def check_qt(memory: Path | None) -> int:
    """Makes sure that Qt finds its libraries; `memory` keeps a failed attempt from being repeated."""
    if not sys.platform.startswith("linux"):
        return 0
    needs = FOR_EVERYTHING | FOR_A_WINDOW
    lacking = missing(needs, loads)
    if not lacking:
        return 0
    reason = ""
    tried = memory is not None and memory.exists() and memory.read_text().split() == lacking
    if not tried or any(library in FOR_EVERYTHING for library in lacking):
        reason = install(needs, lacking)
        lacking = missing(needs, loads)
        if memory is not None:
            memory.write_text("".join(f"{library}\n" for library in lacking))
    if not lacking:
        return 0
    fatal = [library for library in lacking if library in FOR_EVERYTHING]
    window = [library for library in lacking if library in FOR_A_WINDOW]
    if tried and not fatal:
        packages = " ".join(first_packages(needs, window))
        print(f"No window on X11 until these are installed: {packages}", file=sys.stderr)
        return 0
    print(f"System libraries are missing, and {reason or 'installing did not bring them'}.", file=sys.stderr)
    for title, libraries in (("needed for everything", fatal), ("needed only for a window on X11", window)):
        if libraries:
            print(f"  {title}: {' '.join(libraries)}", file=sys.stderr)
            print(
                f"    Debian, Ubuntu: apt-get install {' '.join(first_packages(needs, libraries))}",
                file=sys.stderr,
            )
    return 1 if fatal else 0


def check_display(memory: Path | None) -> int:
    """Tries to bring Xvfb; without it the test of the platform's own drag and drop is skipped, with the reason."""
    if not sys.platform.startswith("linux") or shutil.which("Xvfb") or (memory is not None and memory.exists()):
        return 0
    reason = install({"Xvfb": ("xvfb",)}, ["Xvfb"])
    if reason and memory is not None:
        memory.write_text(reason)
    return 0


def main() -> int:
    """Runs one of the checks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("python", "qt", "display"))
    parser.add_argument("--memory", type=Path, help="file that remembers what could not be installed")
    arguments = parser.parse_args()
    if arguments.what == "python":
        return check_python()
    return check_qt(arguments.memory) if arguments.what == "qt" else check_display(arguments.memory)


if __name__ == "__main__":
    sys.exit(main())

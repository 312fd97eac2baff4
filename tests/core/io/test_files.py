"""Files on disk: whatever fails, the old file is complete or the new one is."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from core.document.document import Document, Meta
from core.errors import ConvasError, FileError, FormatError
from core.io import files
from core.io.files import read_document, write_bytes_atomically, write_document, write_text_atomically

OLD, NEW = b"old content\n" * 1000, b"new content\n" * 2000
ROOT = Path(__file__).parents[3]
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "sketch.convas"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


def litter(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".tmp")]


def test_a_document_comes_back_from_disk(tmp_path):
    document = Document(meta=Meta(title="한국어"))
    write_document(tmp_path / "a.convas", document)
    assert read_document(str(tmp_path / "a.convas")).same_as(document)
    assert litter(tmp_path) == []


def test_a_text_is_written_as_utf8_with_its_line_ends(tmp_path):
    write_text_atomically(tmp_path / "a.txt", "é\r\nü\n")
    assert (tmp_path / "a.txt").read_bytes() == "é\r\nü\n".encode()


def test_a_new_file_replaces_the_old_one(target):
    write_bytes_atomically(target, NEW)
    assert target.read_bytes() == NEW
    assert litter(target.parent) == []


@posix
def test_the_permissions_of_the_old_file_are_kept(target):
    target.chmod(0o640)
    write_bytes_atomically(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@posix
def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path):
    (tmp_path / "ordinary").write_bytes(b"")
    write_bytes_atomically(tmp_path / "ours", b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


@posix
def test_a_link_stays_a_link_and_the_file_behind_it_is_written(target, tmp_path):
    link = tmp_path / "link.convas"
    link.symlink_to(Path("folder") / target.name)
    write_bytes_atomically(link, NEW)
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    dangling = tmp_path / "dangling"
    dangling.symlink_to(target.parent / "fresh")
    write_bytes_atomically(dangling, NEW)
    assert (target.parent / "fresh").read_bytes() == NEW


@pytest.mark.parametrize("name", ["한국어 🙂.convas", "a" * 255, "-x.convas", ".hidden", "a\nb"])
def test_any_name_will_do(tmp_path, name):
    if os.name == "nt" and "\n" in name:
        pytest.skip("no such names there")
    write_bytes_atomically(tmp_path / name, NEW)
    assert (tmp_path / name).read_bytes() == NEW


# -- every fault point ----------------------------------------------------------------------------------------------

CALLS = ("open", "fchmod", "write", "fsync", "close", "replace", "stat")


class Faults:
    """Makes the k-th call of one function of ``os`` fail, and counts them all."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, at: int = 0, code: int = 0, kind: str = "") -> None:
        self.calls = 0
        real = getattr(os, name)

        def fake(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls != at:
                return real(*args, **kwargs)
            if kind == "short":
                return real(args[0], args[1][:1])
            if kind == "nothing":
                return 0
            if name == "close":
                real(*args)  # the descriptor is gone even when close reports an error
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, name, fake)


def count_calls(monkeypatch: pytest.MonkeyPatch, target: Path, name: str) -> int:
    with monkeypatch.context() as patch:
        counted = Faults(patch, name)
        write_bytes_atomically(target, OLD)
    return counted.calls


@posix
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("name", CALLS)
def test_at_every_fault_the_file_is_the_old_one_or_the_new_one(monkeypatch, target, name, code):
    calls = count_calls(monkeypatch, target, name)
    assert calls >= 1
    for at in range(1, calls + 1):
        target.write_bytes(OLD)
        with monkeypatch.context() as patch:
            fault = Faults(patch, name, at, code)
            said = ""
            try:
                write_bytes_atomically(target, NEW)
            except FileError as error:
                said = str(error)
            assert fault.calls >= at
        replaced = target.read_bytes() == NEW
        assert replaced or target.read_bytes() == OLD
        assert said or replaced  # success is never told of a file that is not there
        assert not said or (target.name in said and said.endswith("."))
        assert litter(target.parent) == []


@posix
@pytest.mark.parametrize("name", ["write", "replace", "fchmod"])
def test_before_the_replacement_every_fault_leaves_the_old_file(monkeypatch, target, name):
    Faults(monkeypatch, name, 1, errno.EIO)
    with pytest.raises(FileError, match="the disk reports an error"):
        write_bytes_atomically(target, NEW)
    assert target.read_bytes() == OLD


def test_a_short_write_is_continued(monkeypatch, target):
    Faults(monkeypatch, "write", 1, kind="short")
    write_bytes_atomically(target, NEW)
    assert target.read_bytes() == NEW


def test_a_write_that_writes_nothing_is_a_full_disk_and_no_endless_loop(monkeypatch, target):
    Faults(monkeypatch, "write", 1, kind="nothing")
    with pytest.raises(FileError, match="the disk is full"):
        write_bytes_atomically(target, NEW)
    assert target.read_bytes() == OLD
    assert litter(target.parent) == []


@posix
def test_the_data_is_flushed_before_the_replacement_and_the_folder_after_it(monkeypatch, target):
    done: list[str] = []
    for name in ("write", "fsync", "replace"):
        real = getattr(os, name)

        def noted(*args: Any, name: str = name, real: Any = real) -> Any:
            is_folder = name == "fsync" and stat.S_ISDIR(os.fstat(args[0]).st_mode)
            done.append("fsync folder" if is_folder else name)
            return real(*args)

        monkeypatch.setattr(os, name, noted)
    write_bytes_atomically(target, NEW)
    assert done == ["write", "fsync", "replace", "fsync folder"]


@posix
@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_folder_that_cannot_be_flushed_is_no_error(monkeypatch, target, code):
    Faults(monkeypatch, "fsync", 2, code)
    write_bytes_atomically(target, NEW)
    assert target.read_bytes() == NEW


def test_an_interruption_leaves_the_old_file_and_no_litter(monkeypatch, target):
    def interrupted(*args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_bytes_atomically(target, NEW)
    assert target.read_bytes() == OLD
    assert litter(target.parent) == []


def test_a_file_that_is_held_for_a_moment_is_tried_again(monkeypatch, target):
    monkeypatch.setattr(files, "_REPLACE_AGAIN", (0.0, 0.0, 0.0))
    real, calls = os.replace, []

    def held(source: str, path: str) -> None:
        calls.append(path)
        if len(calls) < 4:
            raise PermissionError(errno.EACCES, "in use")
        real(source, path)

    monkeypatch.setattr(os, "replace", held)
    write_bytes_atomically(target, NEW)
    assert target.read_bytes() == NEW
    calls.clear()
    monkeypatch.setattr(files, "_REPLACE_AGAIN", (0.0,))
    with pytest.raises(FileError, match="no permission"):
        write_bytes_atomically(target, OLD)
    assert target.read_bytes() == NEW
    assert len(calls) == 2


@posix
def test_a_real_limit_of_the_system_leaves_the_old_file(target):
    program = (
        "import resource, sys; from core.io.files import write_bytes_atomically; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)); "
        "from core.errors import FileError\n"
        "try: write_bytes_atomically(sys.argv[1], b'x' * 100_000)\n"
        "except FileError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(target)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "the file would be larger than is allowed here" in done.stdout
    assert target.read_bytes() == OLD
    assert litter(target.parent) == []


# -- temporary files ------------------------------------------------------------------------------------------------


def test_old_temporary_files_of_ours_are_swept_and_no_others(target):
    folder = target.parent
    ours_old, ours_new, other = (folder / name for name in (".convas-1f.tmp", ".convas-2f.tmp", ".other-1f.tmp"))
    for path in (ours_old, ours_new, other):
        path.write_bytes(b"x")
    (folder / ".convas-folder.tmp").mkdir()
    long_ago = time.time() - 25 * 60 * 60
    for path in (ours_old, other, folder / ".convas-folder.tmp"):
        os.utime(path, (long_ago, long_ago))
    write_bytes_atomically(target, NEW)
    assert sorted(litter(folder)) == [".convas-2f.tmp", ".convas-folder.tmp", ".other-1f.tmp"]


# -- what is said ---------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing/sketch.convas", "missing” does not exist. Create it"),
        ("folder", "it is a folder"),
        ("folder/sketch.convas/a.convas", "is a file, not a folder"),
        ("loop", "lead in a circle"),
        ("a" * 256, "the name is too long"),
        ("a\0b", "cannot be the name of a file"),
        ("protected", "it is read-only. Use Save As"),
        ("pipe", "not an ordinary file"),
    ],
)
def test_a_place_that_cannot_be_written_is_said_in_words(target, tmp_path, name, said):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "protected").write_bytes(OLD)
    (tmp_path / "protected").chmod(0o444)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError) as error:
        write_bytes_atomically(tmp_path / name, NEW)
    assert said in str(error.value)
    assert "was not saved" in str(error.value)
    assert target.read_bytes() == OLD
    assert (tmp_path / "protected").read_bytes() == OLD
    assert (tmp_path / "loop").is_symlink()
    assert litter(tmp_path) == []


@posix
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing/sketch.convas", "missing” does not exist"),
        ("gone.convas", "there is no such file"),
        ("folder", "it is a folder"),
        ("folder/sketch.convas/a.convas", "is a file, not a folder"),
        ("loop", "lead in a circle"),
        ("a\0b", "cannot be the name of a file"),
        ("/dev/null", "not an ordinary file"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_words(target, tmp_path, name, said):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(FileError) as error:
        read_document(tmp_path / name)
    assert said in str(error.value)
    assert "was not opened" in str(error.value)


@posix
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="not an ordinary file"):
        read_document(tmp_path / "pipe")


def test_an_error_while_reading_is_said_in_words(monkeypatch, target):
    def fails(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("builtins.open", fails)
    with pytest.raises(FileError, match=r"no permission for this\. Ask its owner"):
        read_document(target)


def test_a_huge_file_is_refused_before_it_is_read(monkeypatch, tmp_path):
    path = tmp_path / "weights.bin"
    with path.open("wb") as file:
        file.truncate(files.LARGEST_FILE + 1)
    with pytest.raises(FileError, match="it has 257 MB, and a sketch has at most 256 MB"):
        read_document(path)


def test_a_file_error_is_one_that_the_program_shows(tmp_path):
    with pytest.raises(ConvasError):
        read_document(tmp_path / "gone")


def test_a_document_that_cannot_be_written_leaves_the_old_file(target):
    with pytest.raises(FormatError):
        write_document(target, Document(meta=Meta(title="\ud800")))
    assert target.read_bytes() == OLD


# -- kill -9 --------------------------------------------------------------------------------------------------------

SAVER = """
import sys
from core.document.document import Document, Meta
from core.io.files import write_document
path, number = sys.argv[1], int(sys.argv[2])
padding = "x" * 300_000
while True:
    number += 1
    write_document(path, Document(meta=Meta(title=padding, batch=number)))
    print(number, flush=True)
"""


def kill_while_saving(path: Path, rounds: int, chance: random.Random) -> int:
    """Kill a program in the middle of its saves, again and again; returns how many saves were acknowledged."""
    known = 0
    for _ in range(rounds):
        saver = subprocess.Popen(
            [sys.executable, "-c", SAVER, str(path), str(known)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert saver.stdout is not None
        with saver, contextlib.closing(saver.stdout):
            told = [saver.stdout.readline()]
            time.sleep(chance.uniform(0, 0.02))
            saver.send_signal(signal.SIGKILL)
            told += saver.stdout.readlines()
        acknowledged = max(int(line) for line in told if line.endswith("\n"))
        document = read_document(path)  # raises when it is not complete
        assert document.meta.batch >= acknowledged > known
        known = document.meta.batch
    return known


@posix
def test_a_program_killed_while_saving_loses_no_save_that_it_acknowledged(tmp_path):
    assert kill_while_saving(tmp_path / "sketch.convas", 25, random.Random(1)) >= 25


@posix
@pytest.mark.soak
def test_a_program_killed_often_while_saving(tmp_path, soak_scale):
    kill_while_saving(tmp_path / "sketch.convas", 1_000 * soak_scale, random.Random())

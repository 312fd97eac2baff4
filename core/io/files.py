"""Sketches on disk: a bounded read, and a write after which either the old file is complete or the new one.

A write goes to a temporary file in the same folder, which is flushed to the disk, put in the place of the old one in a
single step, and that step is flushed too. Calls of ``os`` go by their names, so that tests can make each of them fail.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from core.document.document import Document
from core.errors import FileError
from core.io.codec import decode, encode
from core.text import integer_text

__all__ = [
    "LARGEST_FILE",
    "PathLike",
    "read_document",
    "write_bytes_atomically",
    "write_document",
    "write_text_atomically",
]

PathLike = str | os.PathLike[str]

LARGEST_FILE: Final = 256 * 2**20
"""A sketch has at most so many bytes."""

_PREFIX: Final = ".convas-"
_SUFFIX: Final = ".tmp"
_STALE_SECONDS: Final = 24 * 60 * 60
# Elsewhere a virus scanner or an indexer may have the file open for a moment, and replacing it is refused meanwhile.
_REPLACE_AGAIN: Final = (0.01, 0.02, 0.05, 0.1, 0.2) if os.name == "nt" else ()
# What a folder answers that cannot be flushed: network drives, FUSE.
_NO_FOLDER_FLUSH: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EISDIR, errno.EBADF})


def read_document(path: PathLike) -> Document:
    """Read a sketch.

    Raises:
        FileError: the file cannot be read.
        FormatError: it is not a sketch.
        VersionError: it was written by a newer Convas.
    """
    return decode(_read(path))


def write_document(path: PathLike, document: Document) -> None:
    """Write a sketch, durably; on any error the old file is as it was.

    Raises:
        FileError: the file cannot be written.
        FormatError: the document holds something that no file can keep.
    """
    write_text_atomically(path, encode(document))


def write_text_atomically(path: PathLike, text: str) -> None:
    """Write a text as UTF-8, with its line ends as they are.

    Raises:
        FileError: the file cannot be written; the old one is as it was.
    """
    write_bytes_atomically(path, text.encode("utf-8"))


def write_bytes_atomically(path: PathLike, data: bytes) -> None:
    """Put a file with this content in the place of whatever is there, in one step.

    A symbolic link stays one: the file that it points to is written. The permissions of an old file are kept.

    Raises:
        FileError: the file cannot be written; the old one is as it was.
    """
    with _explained(path, "saved"):
        target = os.path.realpath(os.fspath(path))
        mode = _mode_of(target)
        folder = os.path.dirname(target)
        _sweep(folder)
        temporary = _written(folder, data, mode)
        try:
            _replace(temporary, target)
        except BaseException:
            _discard(temporary)
            raise
        _flush_folder(folder)


# -- steps ----------------------------------------------------------------------------------------------------------


def _read(path: PathLike) -> bytes:
    with _explained(path, "opened"):
        kind = os.stat(path)  # before it is opened: to open a pipe would wait for somebody to write to it
        if stat.S_ISDIR(kind.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(kind.st_mode):
            raise OSError(errno.EINVAL, "it is not an ordinary file")
        data = b""
        if kind.st_size <= LARGEST_FILE:
            with open(path, "rb") as file:
                data = file.read(LARGEST_FILE + 1)
        size = max(kind.st_size, len(data))
        if size > LARGEST_FILE:
            megabytes = integer_text(-(-size // 2**20))
            raise FileError(
                f"“{os.fspath(path)}” was not opened: it has {megabytes} MB, and a sketch has at most "
                f"{LARGEST_FILE // 2**20} MB. This is probably another kind of file."
            )
    return data


def _mode_of(target: str) -> int | None:
    """Permissions of the file that is there, or None when there is none."""
    try:
        found = os.stat(target)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is not an ordinary file")
    # Replacing needs no right to write to the old file, so a file that was protected on purpose would be lost.
    if not found.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise OSError(errno.EROFS, "the file is read-only")
    return stat.S_IMODE(found.st_mode)


def _written(folder: str, data: bytes, mode: int | None) -> str:
    """A new file beside the target, complete and on the disk."""
    temporary = os.path.join(folder, f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    # Not mkstemp, which makes files that only their owner can read: a new sketch has the permissions of any new file.
    descriptor = os.open(temporary, flags, 0o666 if mode is None else 0o600)
    try:
        try:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(descriptor, mode)
            rest = memoryview(data)
            while rest:
                count = os.write(descriptor, rest)
                if count <= 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                rest = rest[count:]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _replace(temporary: str, target: str) -> None:
    for pause in _REPLACE_AGAIN:
        try:
            os.replace(temporary, target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    os.replace(temporary, target)


def _flush_folder(folder: str) -> None:
    """The new name itself must reach the disk, else a power cut may bring the old file back."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_FLUSH:
            raise


def _discard(temporary: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(temporary)


def _sweep(folder: str) -> None:
    """Delete temporary files that a killed Convas left here more than a day ago."""
    oldest = time.time() - _STALE_SECONDS
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                with contextlib.suppress(OSError):
                    if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime < oldest:
                        os.unlink(entry.path)


# -- what went wrong ------------------------------------------------------------------------------------------------

_REASONS: Final = {
    errno.ENOSPC: "the disk is full. Free some space, or save it elsewhere",
    errno.EDQUOT: "your share of the disk is used up. Free some space, or save it elsewhere",
    errno.EROFS: "it is read-only. Use Save As, or allow writing to it",
    errno.ENAMETOOLONG: "the name is too long. Use a shorter one",
    errno.EISDIR: "it is a folder. Choose a file in it",
    errno.ELOOP: "its symbolic links lead in a circle. Choose another file",
    errno.EIO: "the disk reports an error. Save it on another disk, and check this one",
    errno.EFBIG: "the file would be larger than is allowed here. Save it elsewhere",
    errno.EMFILE: "too many files are open. Close some programs, and try again",
    errno.EBUSY: "another program is using it. Close it there, and try again",
}


@contextlib.contextmanager
def _explained(path: PathLike, done: str) -> Iterator[None]:
    """Turn an error of the operating system into a sentence."""
    name = os.fspath(path)
    try:
        yield
    except ValueError as error:  # a null byte in the name
        raise FileError(f"“{name!r}” was not {done}: this cannot be the name of a file.") from error
    except OSError as error:
        raise FileError(f"“{name}” was not {done}: {_reason(error, name, done)}.") from error


def _reason(error: OSError, name: str, done: str) -> str:
    if isinstance(error, FileNotFoundError):
        folder = os.path.dirname(os.path.abspath(name))
        if not Path(folder).is_dir():
            return f"the folder “{folder}” does not exist. Create it, or choose another"
        return "there is no such file. It may have been moved, renamed or deleted"
    if isinstance(error, NotADirectoryError):
        return "a part of its path is a file, not a folder. Choose another folder"
    if isinstance(error, PermissionError):
        cure = "Choose another folder" if done == "saved" else "Ask its owner"
        return f"you have no permission for this. {cure}, or change its permissions"
    if error.errno in _REASONS:
        return _REASONS[error.errno]
    return error.strerror or str(error) or type(error).__name__

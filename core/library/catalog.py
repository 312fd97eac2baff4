"""The sketches of the library, by name."""

from __future__ import annotations

from functools import cache

from core.library import bottleneck, course, inception, lenet, residual, vgg
from core.library.entry import Entry

__all__ = ["Entry", "closest", "entries", "entry"]


@cache
def entries() -> tuple[Entry, ...]:
    """Everything the library holds, in the order it is listed."""
    return (
        *inception.ENTRIES,
        *course.ENTRIES,
        *bottleneck.ENTRIES,
        *residual.ENTRIES,
        *vgg.ENTRIES,
        *lenet.ENTRIES,
    )


def entry(name: str) -> Entry | None:
    """The entry of this name, or None."""
    return next((found for found in entries() if found.name == name), None)


def closest(name: str) -> str | None:
    """The name that somebody probably meant, or None."""
    from difflib import get_close_matches

    wanted = "-".join(name.lower().replace("_", " ").split())
    names = [found.name for found in entries()]
    near = get_close_matches(wanted, names, n=1, cutoff=0.5)
    if near:
        return near[0]
    return next((known for known in names if wanted and (wanted in known or known in wanted)), None)

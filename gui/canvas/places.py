"""Places that were looked at: a stack to go back through, and one to go forward again, as in a browser.

A place is left by a jump (a fit, a search, a bookmark, into a block and out of it), never by a step of panning.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from core.document.block_paths import BlockPath
from gui.drawing.painter import View

__all__ = ["Place", "Places"]

_MOST: Final = 200


class Place(NamedTuple):
    """A graph of the sketch, and how it was looked at."""

    path: BlockPath
    view: View


class Places:
    """Where one has been, before and after the place that is shown now."""

    def __init__(self) -> None:
        """Nowhere yet."""
        self._behind: list[Place] = []
        self._ahead: list[Place] = []

    @property
    def behind(self) -> int:
        """How many places one can go back through."""
        return len(self._behind)

    @property
    def ahead(self) -> int:
        """How many places one can go forward through again."""
        return len(self._ahead)

    def leave(self, place: Place) -> None:
        """Note a place that is being left by a jump; what lay ahead of it is forgotten."""
        self._ahead.clear()
        self._behind.append(place)
        del self._behind[:-_MOST]

    def back(self, here: Place, exists: Callable[[BlockPath], bool]) -> Place | None:
        """The place before this one, to be shown now; None where there is none.

        Args:
            here: the place that is left; ``forward`` comes back to it.
            exists: whether there is still such a graph. Places that are gone are passed over.
        """
        return self._step(self._behind, self._ahead, here, exists)

    def forward(self, here: Place, exists: Callable[[BlockPath], bool]) -> Place | None:
        """The place that ``back`` led away from; None where there is none. Arguments as for ``back``."""
        return self._step(self._ahead, self._behind, here, exists)

    @staticmethod
    def _step(
        source: list[Place], target: list[Place], here: Place, exists: Callable[[BlockPath], bool]
    ) -> Place | None:
        while source:
            place = source.pop()
            if place != here and exists(place.path):
                target.append(here)
                return place
        return None

    def clear(self) -> None:
        """Forget everything: another document was opened."""
        self._behind.clear()
        self._ahead.clear()

"""The only writer of one document.

Everything that changes a document goes through ``Session.apply``; everything that shows one follows ``changed``. The
history is a list of snapshots: undo puts the old value back.
"""

from __future__ import annotations

import dataclasses
import random
import string
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from core.analysis.infer import Analysis, infer
from core.document.document import MAIN, Document, GraphId
from core.document.graph import Graph, NodeId

__all__ = ["Change", "HistoryEntry", "Session"]

_HISTORY_BYTES: Final = 128 * 2**20
"""What the history of one document may hold, by estimate."""
_STEP_BYTES: Final = 1000  # the step itself
_NODE_BYTES: Final = 1000  # a node with its operator, inputs and name
_ENTRY_BYTES: Final = 40  # one entry of the mappings of nodes and positions, which an edit copies
_ID_LETTERS: Final = string.ascii_lowercase + string.digits
_ID_LENGTH: Final = 6

Selection = frozenset[NodeId]
Gesture = int
"""Identity of one gesture; edits under the same gesture are one step of undo."""


@dataclass(frozen=True)
class Change:
    """What ``changed`` publishes: the analysis (and in it the document) before and after.

    ``before`` is None when a document was loaded; a follower then starts from nothing.
    """

    before: Analysis | None
    after: Analysis


@dataclass(frozen=True)
class HistoryEntry:
    """One step of undo: its name for the menu, and the two documents it lies between."""

    text: str
    before: Document
    after: Document
    selection_before: Selection
    selection_after: Selection
    gesture: Gesture | None
    bytes: int = 0
    """Estimate of what only this step keeps alive: whatever ``before`` holds and ``after`` does not."""


class Session(QObject):
    """One open document: its value, its analysis, its history and what is selected in it.

    Signals:
        changed(Change): the document is another one. Followers make themselves agree; none may edit meanwhile.
        selection_changed(frozenset): other nodes are selected.
        reveal_requested(str): somebody wants this node to be seen.
        saved_changed(): path or unsaved mark may differ.
    """

    changed = Signal(object)
    selection_changed = Signal(object)
    reveal_requested = Signal(str)
    saved_changed = Signal()

    def __init__(
        self, document: Document | None = None, *, seed: int | None = None, history_bytes: int = _HISTORY_BYTES
    ) -> None:
        """Open a document (an empty one by default).

        Args:
            document: what to edit.
            seed: makes new ids repeatable in tests.
            history_bytes: how much, by estimate, the history may hold before the oldest steps are forgotten.
        """
        super().__init__()
        self._analysis = infer(document or Document())
        self._saved: Document | None = self.document
        self._history: list[HistoryEntry] = []
        self._history_bytes = 0
        self._most_history_bytes = history_bytes
        self._ids: set[NodeId] = set()
        self._index = 0
        self._selection: Selection = frozenset()
        self._publishing = False
        self._random = random.Random(seed)
        self._gestures = 0
        self._path: Path | None = None
        self._untitled = "Untitled"

    # -- what is ---------------------------------------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self._analysis.document

    @property
    def analysis(self) -> Analysis:
        """What follows from it."""
        return self._analysis

    @property
    def graph_id(self) -> GraphId:
        """The graph that is shown and edited."""
        return MAIN

    @property
    def graph(self) -> Graph:
        """The graph that is shown and edited."""
        return self.document.graph(self.graph_id)

    @property
    def selection(self) -> Selection:
        """Ids of the selected nodes."""
        return self._selection

    # -- editing ---------------------------------------------------------------------------------------------------

    def apply(self, text: str, edit: Callable[[Document], Document], gesture: Gesture | None = None) -> bool:
        """Make an edit, as one step of undo.

        Args:
            text: name of the step, as the menu says it ("Set out_channels").
            edit: pure function of the document; may raise EditError, which leaves everything as it was.
            gesture: from ``new_gesture``; steps of one gesture are merged.

        Returns:
            Whether the document changed. An edit that returns the same object is silent.

        Raises:
            EditError: the edit is impossible.
            RuntimeError: called while a change is being published.
        """
        if self._publishing:
            raise RuntimeError(f"“{text}” was attempted while a change was being published")
        before = self.document
        after = edit(before)
        if after is before:
            return False
        self._forget(slice(self._index, None))
        last = self._history[-1] if self._history else None
        if last is not None and gesture is not None and last.gesture == gesture:
            self._forget(slice(-1, None))
            text, before, selection = last.text, last.before, last.selection_before
        else:
            selection = self._selection
        if after is not before:  # a gesture that took itself back leaves no step behind
            size = _bytes_kept(before, after)
            self._history.append(HistoryEntry(text, before, after, selection, self._selection, gesture, size))
            self._history_bytes += size
            self._trim()
        self._index = len(self._history)
        self._publish(after)
        return True

    def _forget(self, steps: slice) -> None:
        self._history_bytes -= sum(entry.bytes for entry in self._history[steps])
        del self._history[steps]

    def _trim(self) -> None:
        """Drop the oldest steps until the history fits; the newest always stays."""
        kept, dropped = self._history_bytes, 0
        while kept > self._most_history_bytes and dropped < len(self._history) - 1:
            kept -= self._history[dropped].bytes
            dropped += 1
        self._forget(slice(dropped))

    def new_gesture(self) -> Gesture:
        """A fresh identity: at mouse press, at focus-in, at a change of selection."""
        self._gestures += 1
        return self._gestures

    def new_id(self, taken: Collection[NodeId] = ()) -> NodeId:
        """A short random id that no node of this document has, and that was never given out before."""
        used = self.document.main.nodes
        while True:
            first = self._random.choice(string.ascii_lowercase)
            candidate = first + "".join(self._random.choices(_ID_LETTERS, k=_ID_LENGTH - 1))
            if candidate not in used and candidate not in taken and candidate not in self._ids:
                self._ids.add(candidate)
                return candidate

    def replace(self, document: Document, *, saved: bool = True) -> None:
        """Open another document in place of this one; the history starts anew."""
        self._forget(slice(None))
        self._index = 0
        self._selection = frozenset()
        self._analysis = infer(document)
        self._saved = document if saved else None
        self._publishing = True
        try:
            self.changed.emit(Change(None, self._analysis))
        finally:
            self._publishing = False
        self.selection_changed.emit(self._selection)
        self.saved_changed.emit()

    def _publish(self, document: Document) -> None:
        before = self._analysis
        self._analysis = infer(document, before)
        kept = self._selection & self.graph.nodes.keys()
        dropped = kept != self._selection
        self._selection = kept
        self._publishing = True
        try:
            self.changed.emit(Change(before, self._analysis))
            if dropped:
                self.selection_changed.emit(self._selection)
        finally:
            self._publishing = False
        self.saved_changed.emit()

    # -- undo ------------------------------------------------------------------------------------------------------

    @property
    def undo_text(self) -> str | None:
        """Name of the step that ``undo`` would take back, or None."""
        return self._history[self._index - 1].text if self._index else None

    @property
    def redo_text(self) -> str | None:
        """Name of the step that ``redo`` would do again, or None."""
        return self._history[self._index].text if self._index < len(self._history) else None

    def undo(self) -> None:
        """Put the document back as it was before the last step; does nothing at the beginning."""
        if self._index and not self._publishing:
            self._index -= 1
            entry = self._history[self._index]
            self._restore(entry.before, entry.selection_before)

    def redo(self) -> None:
        """Do the step again that was undone last; does nothing at the end."""
        if self._index < len(self._history) and not self._publishing:
            entry = self._history[self._index]
            self._index += 1
            self._restore(entry.after, entry.selection_after)

    def _restore(self, document: Document, selection: Selection) -> None:
        self._publish(document)
        self.select(selection)

    # -- selection -------------------------------------------------------------------------------------------------

    def select(self, nodes: Collection[NodeId]) -> None:
        """Select these nodes and no others; ids that do not exist are ignored."""
        chosen = frozenset(nodes) & self.graph.nodes.keys()
        if chosen == self._selection:
            return
        self._selection = frozenset(chosen)
        if self._index and self._index == len(self._history) and not self._publishing:
            last = self._history[-1]
            if last.after is self.document:
                self._history[-1] = dataclasses.replace(last, selection_after=self._selection)
        self.selection_changed.emit(self._selection)

    def reveal(self, node: NodeId) -> None:
        """Select a node and ask the canvas to bring it into view."""
        self.select((node,))
        self.reveal_requested.emit(node)

    # -- file ------------------------------------------------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        """The file it was read from or saved to; None for an untitled one."""
        return self._path

    @property
    def title(self) -> str:
        """Name for the tab and the window title."""
        return self._path.name if self._path else self._untitled

    @property
    def modified(self) -> bool:
        """Whether there is anything to lose: undoing back to the saved document makes it unmodified again."""
        return self.document is not self._saved

    def set_untitled(self, name: str) -> None:
        """Call an unsaved document something."""
        self._untitled = name
        self.saved_changed.emit()

    def mark_saved(self, path: Path, document: Document) -> None:
        """Note that ``document`` now lies at ``path``."""
        self._path = path
        self._saved = document
        self.saved_changed.emit()


def _bytes_kept(before: Document, after: Document) -> int:
    """About how much memory ``before`` takes that ``after`` does not share: an identity scan, no measuring."""
    size = _STEP_BYTES
    old, new = before.main, after.main
    if old.nodes is not new.nodes:
        gone = sum(1 for key, node in old.nodes.items() if new.nodes.get(key) is not node)
        size += len(old.nodes) * _ENTRY_BYTES + gone * _NODE_BYTES
    if old.layout is not new.layout:
        size += len(old.layout) * _ENTRY_BYTES
    return size

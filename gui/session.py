"""The only writer of one document.

Everything that changes a document goes through ``Session.apply``; everything that shows one follows ``changed``. The
history is a list of snapshots: undo puts the old value back. What is shown and edited is one graph of the document:
the main one, or the inside of the block that ``path`` leads to.
"""

from __future__ import annotations

import dataclasses
import random
import string
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from core.analysis.infer import Analysis, GraphAnalysis, infer, returned
from core.analysis.inside import graph_at
from core.document.block_paths import BlockPath, existing, graph_of, names_on
from core.document.document import Document, GraphId
from core.document.graph import AnnotationId, Graph, NodeId
from gui.history import Gesture, HistoryEntry, Selection, Shown, bytes_kept

__all__ = ["Change", "Gesture", "HistoryEntry", "Session"]

_HISTORY_BYTES: Final = 128 * 2**20
"""What the history of one document may hold, by estimate."""
_REMEMBERED: Final = 4
"""So many analyses are kept for undo and redo, beside the one that is shown."""
_ID_LETTERS: Final = string.ascii_lowercase + string.digits
_ID_LENGTH: Final = 6


@dataclass(frozen=True)
class Change:
    """What ``changed`` publishes: the analysis (and in it the document) before and after.

    ``before`` is None when a document was loaded; a follower then starts from nothing.
    """

    before: Analysis | None
    after: Analysis


class Session(QObject):
    """One open document: its value, its analysis, its history and what is selected in it.

    Signals:
        changed(Change): the document is another one. Followers make themselves agree; none may edit meanwhile.
        path_changed(tuple): another graph is shown. Where a change of the document is the reason, ``changed`` came
            before it, and a follower of ``changed`` already found the new path.
        selection_changed(frozenset): other nodes are selected (the payload), or other frames and notes.
        reveal_requested(str): somebody wants this node of the shown graph to be seen.
        stepped(Change): the document of another step of the history is shown, by undo, redo or a jump. Comes last.
        saved_changed(): file or unsaved mark may differ.
    """

    changed = Signal(object)
    path_changed = Signal(object)
    selection_changed = Signal(object)
    reveal_requested = Signal(str)
    stepped = Signal(object)
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
        self._recent: deque[Analysis] = deque(maxlen=_REMEMBERED)
        self._path: BlockPath = ()
        self._graph_analysis = self._analysis.main
        self._saved: Document | None = self.document
        self._history: list[HistoryEntry] = []
        self._history_bytes = 0
        self._most_history_bytes = history_bytes
        self._forgotten = 0
        self._ids: set[NodeId] = set()
        self._index = 0
        self._selection: Selection = frozenset()
        self._annotations: frozenset[AnnotationId] = frozenset()
        self._publishing = False
        self._random = random.Random(seed)
        self._gestures = 0
        self._file: Path | None = None
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
    def path(self) -> BlockPath:
        """Ids of the blocks on the way to the graph that is shown, outermost first; empty for the main graph."""
        return self._path

    @property
    def graph_id(self) -> GraphId:
        """The graph that is shown and edited: ``MAIN``, or the definition of the block that ``path`` leads to."""
        return graph_of(self.document, self._path)

    @property
    def graph(self) -> Graph:
        """The graph that is shown and edited."""
        return self._graph_analysis.graph

    @property
    def graph_analysis(self) -> GraphAnalysis:
        """What follows for the graph that is shown, for the shapes and arguments that reach it by ``path``."""
        return self._graph_analysis

    def names_on_path(self) -> tuple[str, ...]:
        """The names of the blocks on the path, outermost first."""
        return names_on(self.document, self._path)

    @property
    def selection(self) -> Selection:
        """Ids of the selected nodes."""
        return self._selection

    @property
    def annotations(self) -> frozenset[AnnotationId]:
        """Ids of the selected frames and notes."""
        return self._annotations

    @property
    def _shown(self) -> Shown:
        return Shown(self._path, self._selection, self._annotations)

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
            text, before, shown = last.text, last.before, last.shown_before
        else:
            shown = self._shown
        if after is not before:  # a gesture that took itself back leaves no step behind
            size = bytes_kept(before, after)
            there = self._shown._replace(path=existing(after, self._path))
            self._history.append(HistoryEntry(text, before, after, gesture, shown, there, size))
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
        self._forgotten += dropped
        self._forget(slice(dropped))

    def new_gesture(self) -> Gesture:
        """A fresh identity: at mouse press, at focus-in, at a change of selection."""
        self._gestures += 1
        return self._gestures

    def new_id(self, taken: Collection[NodeId] = ()) -> NodeId:
        """A short random id that nothing in this document has, and that was never given out before."""
        modules = self.document.modules
        graphs = (self.document.main, *(module.graph for module in modules.values()))
        used = (modules, *(ids for graph in graphs for ids in (graph.nodes, graph.annotations)))
        while True:
            first = self._random.choice(string.ascii_lowercase)
            candidate = first + "".join(self._random.choices(_ID_LETTERS, k=_ID_LENGTH - 1))
            free = candidate not in taken and candidate not in self._ids
            if free and not any(candidate in ids for ids in used):
                self._ids.add(candidate)
                return candidate

    def replace(self, document: Document, *, saved: bool = True) -> None:
        """Open another document in place of this one; the history starts anew."""
        self._forget(slice(None))
        self._index = self._forgotten = 0
        self._selection = self._annotations = frozenset()
        self._recent.clear()
        self._analysis = infer(document)
        was, self._path = self._path, ()
        self._graph_analysis = self._analysis.main
        self._saved = document if saved else None
        self._publishing = True
        try:
            self.changed.emit(Change(None, self._analysis))
            if was:
                self.path_changed.emit(self._path)
        finally:
            self._publishing = False
        self.selection_changed.emit(self._selection)
        self.saved_changed.emit()

    def _analysed(self, document: Document) -> Analysis:
        """What follows from a document: found from what is shown, or known from when it was shown a few steps ago."""
        known = next((each for each in self._recent if each.document is document), None)
        if known is None:
            return infer(document, self._analysis)
        self._recent.remove(known)
        return returned(known, self._analysis)

    def _publish(self, document: Document, path: BlockPath | None = None) -> None:
        """Make a document the current one, shown at a path (by default where it is), as far as that leads."""
        before, was = self._analysis, self._path
        self._analysis = self._analysed(document)
        self._recent.append(before)
        self._path = existing(document, was if path is None else path)
        self._graph_analysis = graph_at(self._analysis, self._path)
        same = self._path == was  # elsewhere the same ids mean other nodes
        kept = frozenset(self._selection & self.graph.nodes.keys()) if same else frozenset()
        framed = frozenset(self._annotations & self.graph.annotations.keys()) if same else frozenset()
        dropped = kept != self._selection or framed != self._annotations
        self._selection, self._annotations = kept, framed
        self._publishing = True
        try:
            self.changed.emit(Change(before, self._analysis))
            if self._path != was:
                self.path_changed.emit(self._path)
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

    @property
    def history(self) -> tuple[HistoryEntry, ...]:
        """Every step that can be taken back or done again, the oldest first."""
        return tuple(self._history)

    @property
    def history_index(self) -> int:
        """How many steps of the history have been taken to the document as it is."""
        return self._index

    @property
    def steps_forgotten(self) -> int:
        """How many older steps there were, which can no longer be taken back."""
        return self._forgotten

    def undo(self) -> None:
        """Put the document back as it was before the last step; does nothing at the beginning."""
        self.go_to(self._index - 1)

    def redo(self) -> None:
        """Do the step again that was undone last; does nothing at the end."""
        self.go_to(self._index + 1)

    def go_to(self, index: int) -> bool:
        """Show the document as it was after so many steps of the history; 0 is before the first.

        Whatever lies between is one change. Returns whether there is such a place and it is another one.
        """
        if self._publishing or index == self._index or not 0 <= index <= len(self._history):
            return False
        before, back = self._analysis, index < self._index
        self._index = index
        entry = self._history[index] if back else self._history[index - 1]
        if back:
            self._restore(entry.before, entry.shown_before)
        else:
            self._restore(entry.after, entry.shown_after)
        self.stepped.emit(Change(before, self._analysis))
        return True

    def _restore(self, document: Document, shown: Shown) -> None:
        """Show a document of the history as it was when the step was made: what changed is seen."""
        self._publish(document, shown.path)
        self.select(shown.selection, shown.annotations)

    # -- going in and out ------------------------------------------------------------------------------------------

    def enter(self, call: NodeId) -> bool:
        """Show the inside of a block of the graph that is shown. Returns whether there is such a block."""
        return len(self._path) < len(existing(self.document, (*self._path, call))) and self._go((*self._path, call))

    def leave(self, depth: int | None = None) -> bool:
        """Go out of blocks; the one that was left is selected.

        Args:
            depth: how many blocks deep to stay, 0 for the main graph; by default one fewer than now.

        Returns:
            Whether there was anything to leave.
        """
        wanted = len(self._path) - 1 if depth is None else depth
        if not 0 <= wanted < len(self._path):
            return False
        left = self._path[wanted]
        self._go(self._path[:wanted])
        self.select((left,))
        return True

    def show(self, path: BlockPath) -> bool:
        """Show the graph that a path leads to, as far as it leads. Returns whether that is another one."""
        return self._go(existing(self.document, path))

    def _go(self, path: BlockPath) -> bool:
        if path == self._path:
            return False
        if self._publishing:
            raise RuntimeError("another graph was asked for while a change was being published")
        self._path = path
        self._graph_analysis = graph_at(self._analysis, path)
        dropped = bool(self._selection or self._annotations)
        self._selection = self._annotations = frozenset()
        self._publishing = True
        try:
            self.path_changed.emit(path)
            if dropped:
                self.selection_changed.emit(self._selection)
        finally:
            self._publishing = False
        return True

    # -- selection -------------------------------------------------------------------------------------------------

    def select(self, nodes: Collection[NodeId], annotations: Collection[AnnotationId] = ()) -> None:
        """Select these nodes, frames and notes, and nothing else; ids that do not exist are ignored."""
        chosen = frozenset(nodes) & self.graph.nodes.keys()
        framed = frozenset(annotations) & self.graph.annotations.keys()
        if chosen == self._selection and framed == self._annotations:
            return
        self._selection, self._annotations = frozenset(chosen), frozenset(framed)
        if self._index and self._index == len(self._history) and not self._publishing:
            last = self._history[-1]
            if last.after is self.document and last.shown_after.path == self._path:
                self._history[-1] = dataclasses.replace(last, shown_after=self._shown)
        self.selection_changed.emit(self._selection)

    def reveal(self, node: NodeId, path: BlockPath | None = None) -> None:
        """Select a node and ask the canvas to bring it into view.

        Args:
            node: of the graph that ``path`` leads to.
            path: ids of the blocks on the way to it; by default it is in the graph that is shown.
        """
        if path is not None:
            self.show(path)
        self.select((node,))
        self.reveal_requested.emit(node)

    # -- file ------------------------------------------------------------------------------------------------------

    @property
    def file(self) -> Path | None:
        """The file it was read from or saved to; None for an untitled one."""
        return self._file

    @property
    def title(self) -> str:
        """Name for the tab and the window title."""
        return self._file.name if self._file else self._untitled

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
        self._file = path
        self._saved = document
        self.saved_changed.emit()

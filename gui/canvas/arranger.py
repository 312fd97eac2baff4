"""A view of a sketch with the commands for what is selected: how it looks, where it stands, what else belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partialmethod
from typing import Final

from PySide6.QtGui import QGuiApplication

from core.analysis.selecting_branch import branch
from core.document.annotations import add_annotation, change_annotation
from core.document.document import Document
from core.document.graph import Annotation, Color, Flow, NodeId
from core.document.selecting import downstream, same_type, upstream
from core.document.styles import set_bypassed, set_style
from core.layout.arranging import Axis
from core.layout.arranging import Edge as Side
from gui.canvas import annotating, arranging, looks, pictures
from gui.canvas.carrying import staying_text
from gui.canvas.editor import SketchEditor
from gui.canvas.words import layers_text, things_text
from gui.theme import DARK, LIGHT

__all__ = ["SketchArranger"]

_DARK_PICTURES: Final = "export/picture_dark"
"""Where the picture dialog keeps the colours that were chosen last."""

Edit = Callable[[Document], Document]


class SketchArranger(SketchEditor):
    """A ``SketchEditor`` with the commands that set in order, mark and select."""

    # -- selecting -------------------------------------------------------------------------------------------------

    def _select_found(self, found: Collection[NodeId]) -> None:
        self.select_edge(None)
        self.session.select(found, self.session.annotations)

    def select_upstream(self) -> None:
        """Select all that the selected layers depend on, too."""
        self._select_found(upstream(self.session.graph.nodes, self.session.selection))

    def select_downstream(self) -> None:
        """Select all that depends on the selected layers, too."""
        self._select_found(downstream(self.session.graph.nodes, self.session.selection))

    def select_branch(self) -> None:
        """Select the branches that the selected layers stand in."""
        self._select_found(branch(self.session.graph_analysis, self.session.selection))

    def select_same_type(self) -> None:
        """Select all layers of the types of the selected ones."""
        self._select_found(same_type(self.session.graph.nodes, self.session.selection))

    # -- looks -----------------------------------------------------------------------------------------------------

    def _change(self, verb: str, nodes: Iterable[NodeId], edit: Edit) -> None:
        """Make an edit of some layers."""
        chosen = tuple(nodes)
        if chosen:
            self.attempt(verb.format(what=layers_text(self.session.graph, chosen)), edit)

    def toggle_bypass(self) -> None:
        """Let the selected layers hand on their input unchanged and cost nothing; or work again, if all do so."""
        session = self.session
        chosen = looks.bypassable(session)
        if not chosen:
            if session.selection:
                self.say(self.tr("There is nothing to bypass: this has no input to hand on."))
            return
        on = not all(session.graph.nodes[key].bypassed for key in chosen)
        verb = self.tr("Bypass {what}") if on else self.tr("Stop Bypassing {what}")
        self._change(verb, chosen, lambda d: set_bypassed(d, chosen, on, graph=session.graph_id))

    def toggle_collapse(self) -> None:
        """Show only the names of the selected layers; or everything again, if all are so."""
        session, chosen = self.session, self.session.selection
        on = not all(session.graph.style(key).collapsed for key in chosen)
        verb = self.tr("Collapse {what}") if on else self.tr("Expand {what}")
        self._change(verb, chosen, lambda d: set_style(d, chosen, collapsed=on, graph=session.graph_id))

    def toggle_lock(self) -> None:
        """Let the selected layers stay where they are, whatever is dragged or laid out; or let them go again."""
        session, chosen = self.session, self.session.selection
        on = not all(session.graph.style(key).locked for key in chosen)
        verb = self.tr("Lock {what}") if on else self.tr("Unlock {what}")
        self._change(verb, chosen, lambda d: set_style(d, chosen, locked=on, graph=session.graph_id))

    def set_color(self, color: Color) -> None:
        """Give what is selected a colour of its own; "" gives it back that of its kind."""
        session, graph_id = self.session, self.session.graph_id
        nodes, annotations = session.selection, session.annotations

        def edit(document: Document) -> Document:
            document = set_style(document, nodes, color=color, graph=graph_id)
            for key in annotations:
                document = change_annotation(document, key, color=color, graph=graph_id)
            return document

        if nodes or annotations:
            what = things_text(session.graph, nodes, annotations)
            self.attempt(self.tr("Colour {what}").format(what=what), edit)

    def rename_selection(self) -> None:
        """Let the person write another name for the one layer, frame or note that is selected."""
        chosen = (*self.session.selection, *self.session.annotations)
        if len(chosen) == 1:
            self.rename_requested.emit(chosen[0])

    # -- frames and notes ------------------------------------------------------------------------------------------

    def frame_selection(self) -> None:
        """Put a frame around what is selected, or an empty one where there is room; its title can be typed at once."""
        self.settle()
        session, scene = self.session, self.scene
        boxes = [scene.rect(key) for key in session.selection]
        boxes += [annotating.annotation_box(session.graph.annotations[key]) for key in session.annotations]
        if boxes:
            frame = annotating.frame_around(session, boxes)
        else:
            frame = annotating.frame_at(session, scene, self.to_canvas(self._somewhere()), self.seen())
        self._annotate(self.tr("Add Frame"), frame)

    def add_note(self) -> None:
        """Put a note at the pointer, or in the middle; its text can be typed at once."""
        self.settle()
        at = self.to_canvas(self._somewhere())
        self._annotate(self.tr("Add Note"), annotating.note_at(self.session, self.scene, at, self.seen()))

    def _annotate(self, text: str, annotation: Annotation) -> None:
        graph = self.session.graph_id
        if self.attempt(text, lambda d: add_annotation(d, annotation, graph=graph)):
            self.select_edge(None)
            self.session.select((), (annotation.id,))
            self.rename_requested.emit(annotation.id)

    # -- arranging -------------------------------------------------------------------------------------------------

    def _align(self, side: Side) -> None:
        self._arrange(self.tr("Align {what}"), lambda: arranging.aligning(self.session, side), least=2)

    def _distribute(self, axis: Axis) -> None:
        self._arrange(self.tr("Distribute {what}"), lambda: arranging.distributing(self.session, axis), least=3)

    align_left = partialmethod(_align, "left")
    align_center = partialmethod(_align, "center")
    align_right = partialmethod(_align, "right")
    align_top = partialmethod(_align, "top")
    align_middle = partialmethod(_align, "middle")
    align_bottom = partialmethod(_align, "bottom")
    distribute_across = partialmethod(_distribute, "across")
    distribute_down = partialmethod(_distribute, "down")

    def tidy_selection(self) -> None:
        """Lay out the selected layers among themselves, about where they stand, on top of nobody."""
        if self.session.selection:
            self._arrange(self.tr("Tidy {what}"), lambda: arranging.tidying(self.session), least=1)

    def _arrange(self, verb: str, prepare: Callable[[], Edit], *, least: int) -> None:
        session = self.session
        if len(session.selection) + len(session.annotations) < least:
            self.say(self.tr("Select at least {count} things.").format(count=least))
            return
        stay = arranging.locked(session)
        what = things_text(session.graph, session.selection, session.annotations)
        self._glide_by(verb.format(what=what), prepare())
        if stay:
            self.say(staying_text(session, stay))

    def lay_out(self) -> None:
        """Give every layer of the graph that is shown the place that the automatic layout finds, from the top down."""
        self._lay_out("down")

    def lay_out_right(self) -> None:
        """Give every layer of the graph that is shown the place that the automatic layout finds, from left to right."""
        self._lay_out("right")

    def _lay_out(self, flow: Flow) -> None:
        text = self.tr("Lay Out") if flow == "down" else self.tr("Lay Out Left to Right")
        self._glide_by(text, arranging.laying_out(self.session, flow), fit=True)

    def _glide_by(self, text: str, edit: Edit, *, fit: bool = False) -> None:
        """Make an edit that moves things, and show them on their way."""
        self.settle()
        before, view = self.session.graph, self.view
        if self.attempt(text, edit):
            if fit:
                self.fit()
            self.glide_from(before, view)

    # -- pictures --------------------------------------------------------------------------------------------------

    def copy_picture(self) -> None:
        """Put a picture of what is selected, and of nothing else, on the clipboard.

        In the colours that pictures are saved in: light ones unless dark ones were chosen.
        """
        session = self.session
        if not session.selection and not session.annotations:
            self.say(self.tr("Select what the picture is to show."))
            return
        dark = str(self.preferences.settings.value(_DARK_PICTURES, "false")) == "true"
        mime = pictures.picture_mime(session, DARK if dark else LIGHT, self.preferences.shape_order)
        QGuiApplication.clipboard().setMimeData(mime)
        self.say(self.tr("The picture is on the clipboard."))

"""Typing on the canvas itself: names of layers and frames, the main number of a layer, what a note says.

The editor is a small widget over what it edits. It follows the view and the document, writes with every keystroke like
the fields of the inspector, and goes when what it edits goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from core.document import edits
from core.document.annotations import change_annotation
from core.document.graph import Annotation, NodeId
from gui.canvas.in_place_spots import Part, Spotted, annotation_area, node_area
from gui.canvas.main_value import is_number, main_label, main_params, main_text, read_main, set_main
from gui.canvas.viewing import to_screen_rect
from gui.canvas.words import tr
from gui.drawing.geometry import Rect
from gui.drawing.ink import Font, pixel_font
from gui.entry.editing import Edit, Editing, by_popup
from gui.entry.fields import TextField
from gui.entry.reading import formula_note, name_note
from gui.entry.scope import Scope
from gui.entry.simple_fields import NoteField
from gui.theme import Theme

__all__ = ["InPlace", "TypedOn"]

_LEAST_BUBBLE: Final = 90
_MOST_BUBBLE: Final = 420
_ENDS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TABS: Final = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class TypedOn(Spotted, Protocol):
    """The canvas that is typed on."""

    @property
    def theme(self) -> Theme: ...
    def bring_into_view(self, area: Rect) -> None: ...


@dataclass(frozen=True)
class _Subject:
    """What is being edited.

    Attributes:
        id: of a node, frame or note.
        part: of a node; None for a frame or note.
        exists: whether it is still there, in the graph that is shown.
        area: where its editor stands, and the size of the letters.
        text: what the document says.
        note: what is said below the editor, and how bad that is.
    """

    id: str
    part: Part | None
    exists: Callable[[], bool]
    area: Callable[[], tuple[QRectF, int]]
    text: Callable[[], str]
    note: Callable[[], tuple[str, str]]


class InPlace(QObject):
    """At most one editor on one canvas. One session of typing is one step of undo.

    Enter and Tab finish, Tab goes on to the next layer along the wires and Shift+Tab to the one before; Esc takes back
    what was typed. A note has lines: there Ctrl+Enter finishes. So does a click elsewhere.
    """

    def __init__(self, canvas: TypedOn, widget: QWidget) -> None:
        """Nothing is typed yet.

        Args:
            canvas: what is typed on.
            widget: the same as a widget.
        """
        super().__init__(widget)
        self.setObjectName("in_place")
        self._canvas, self._widget = canvas, widget
        self._editing = Editing(self)
        self._subject: _Subject | None = None
        self._field: TextField | NoteField | None = None
        self._scope = Scope()

    @property
    def field(self) -> TextField | NoteField | None:
        """The editor, while there is one."""
        return self._field

    # -- beginning -------------------------------------------------------------------------------------------------

    def rename(self, thing: str) -> bool:
        """Write another name for a node, the title of a frame or the text of a note. Returns whether there is one."""
        canvas, session = self._canvas, self._canvas.session
        graph = session.graph_id
        annotation = session.graph.annotations.get(thing)
        if annotation is not None:
            return self._write(annotation)
        if thing not in session.graph.nodes:
            return False
        field = TextField(
            "in_place.name",
            self._editing,
            str,
            lambda name: (tr("Rename"), lambda document: edits.rename(document, thing, name, graph=graph)),
            differs=name_note,
            parent=self._widget,
        )
        subject = _Subject(
            thing,
            "name",
            lambda: session.graph_id == graph and thing in session.graph.nodes,
            lambda: node_area(canvas, thing, "name"),
            lambda: session.graph.nodes[thing].name,
            lambda: ("", ""),
        )
        canvas.bring_into_view(canvas.scene.rect(thing))
        self._open(subject, field, tr("Name of the layer"), Font.NAME)
        return True

    def edit_main(self, node: NodeId, typed: str = "") -> bool:
        """Write another main number of a layer. Returns whether it has one.

        Args:
            node: the layer.
            typed: what was typed already, in place of the number there is.
        """
        canvas, session = self._canvas, self._canvas.session
        graph, order = session.graph_id, canvas.preferences.shape_order
        params = main_params(session.graph.nodes[node], graph) if node in session.graph.nodes else ()
        if not params:
            return False

        def edit(values: Any) -> Edit:
            name = tr("Set {param}").format(param=params[0].name) if len(params) == 1 else tr("Set Size")
            return name, lambda document: set_main(document, node, params, values, graph)

        def note() -> tuple[str, str]:
            result = session.graph_analysis.results[node]
            keys = {key for param in params for key in (param.name, *param.component_keys())}
            about = [issue for issue in result.issues if issue.param in keys]
            values = filter(None, (formula_note(param, result) for param in params))
            said = (main_label(params, order), *values, *(str(issue.message) for issue in about[:1]))
            return "\n".join(said), about[0].severity if about else ""

        field = TextField(
            "in_place.main",
            self._editing,
            lambda text: read_main(text, params, order, self._scope),
            edit,
            scope=self._scope if is_number(params) else None,
            parent=self._widget,
        )
        subject = _Subject(
            node,
            "main",
            lambda: (
                session.graph_id == graph
                and node in session.graph.nodes
                and main_params(session.graph.nodes[node], graph) == params
            ),
            lambda: node_area(canvas, node, "main"),
            lambda: main_text(session.graph.nodes[node], params, order),
            note,
        )
        canvas.bring_into_view(canvas.scene.rect(node))
        self._open(subject, field, main_label(params, order), Font.PARAMS)
        if typed:
            field.type_in(typed)
            self._place()
        return True

    def _write(self, annotation: Annotation) -> bool:
        """Write the title of a frame, or the text of a note."""
        canvas, session, key = self._canvas, self._canvas.session, annotation.id
        graph, note = session.graph_id, annotation.kind == "note"

        def edit(text: str) -> Edit:
            name = tr("Edit Note") if note else tr("Rename Frame")
            return name, lambda document: change_annotation(document, key, text=text, graph=graph)

        field: TextField | NoteField
        if note:
            field = NoteField("in_place.note", self._editing, edit, self._widget)
            field.setMinimumHeight(0)
            field.setMaximumHeight(16777215)
        else:
            field = TextField("in_place.title", self._editing, str, edit, parent=self._widget)
        subject = _Subject(
            key,
            None,
            lambda: session.graph_id == graph and key in session.graph.annotations,
            lambda: annotation_area(canvas, session.graph.annotations[key]),
            lambda: session.graph.annotations[key].text,
            lambda: ("", ""),
        )
        canvas.bring_into_view(Rect(annotation.x, annotation.y, annotation.width, annotation.height))
        label = tr("Text of the note") if note else tr("Title of the frame")
        self._open(subject, field, label, Font.NOTE if note else Font.FRAME)
        return True

    def _open(self, subject: _Subject, field: TextField | NoteField, label: str, font: Font) -> None:
        self.close()
        session = self._canvas.session
        self._editing.set_session(session)
        session.changed.connect(self._follow)
        session.path_changed.connect(self.close)
        self._subject, self._field, self._font = subject, field, font
        editor = field.editor if isinstance(field, TextField) else field
        editor.setAccessibleName(label)
        editor.installEventFilter(self)
        field.setStyleSheet(_sheet(self._canvas.theme))
        if isinstance(field, TextField):
            bubble = field.remarks
            bubble.setProperty("floating", True)
            bubble.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            bubble.setStyleSheet(_sheet(self._canvas.theme))
            column = bubble.layout()
            if column is not None:
                column.setContentsMargins(7, 4, 7, 5)
            field.note.setAlignment(Qt.AlignmentFlag.AlignLeft)
            field.editor.textEdited.connect(lambda _text: self._place())
        self._show_value(afresh=True)
        self._place()
        field.show()
        field.raise_()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.selectAll()

    # -- following -------------------------------------------------------------------------------------------------

    def follow(self) -> None:
        """The view is another one: stand where what is edited is."""
        subject = self._subject
        if subject is None:
            return
        if subject.exists():
            self._place()
        else:
            self.close()  # an undo led to another graph: the canvas hears of that first

    def _follow(self, change: object) -> None:
        subject = self._subject
        if subject is None:
            return
        if getattr(change, "before", None) is None or not subject.exists():
            self.close()
            return
        self._show_value()
        self._place()

    def _show_value(self, *, afresh: bool = False) -> None:
        subject, field = self._subject, self._field
        if subject is None or field is None:
            return
        if isinstance(field, NoteField):
            field.show_value(subject.text())
            return
        if subject.part == "main":
            session = self._canvas.session
            self._scope.follow(session, session.graph_analysis.results[subject.id])
        said, severity = subject.note()
        field.show_value(subject.text(), said, afresh=afresh)
        if subject.part == "main":
            field.mark(severity, said if severity else "")

    def _place(self) -> None:
        subject, field = self._subject, self._field
        if subject is None or field is None:
            return
        area, pixels = subject.area()
        editor: QWidget = field.editor if isinstance(field, TextField) else field
        font, _ = pixel_font(self._font, pixels)
        if editor.font() != font:
            editor.setFont(font)
        field.setGeometry(area.toAlignedRect())
        if isinstance(field, TextField):
            self._place_remarks(field)

    def _place_remarks(self, field: TextField) -> None:
        """Put what is said of the text below it, or above where there is no room."""
        bubble, at = field.remarks, field.geometry()
        words = [label for label in (field.note, field.reason) if label.text()]
        if not words:
            return
        longest = max(_wide(label) for label in words) + 18
        wide = min(max(longest, _LEAST_BUBBLE), _MOST_BUBBLE)
        tall = sum(label.heightForWidth(wide - 14) for label in words) + 11 + 2 * (len(words) - 1)
        bubble.setFixedSize(wide, tall)
        below = max(at.bottom(), self._bottom()) + 5  # what the number makes of the layer stays in sight
        top = below if below + bubble.height() <= self._widget.height() else at.top() - 4 - bubble.height()
        left = max(min(at.left(), self._widget.width() - bubble.width() - 4), 4)
        bubble.move(left, max(top, 0))
        bubble.raise_()

    def _bottom(self) -> int:
        """Where on the widget the box ends that is typed on."""
        subject, canvas = self._subject, self._canvas
        if subject is None or subject.part is None:
            return 0
        return round(to_screen_rect(canvas.view, canvas.scene.rect(subject.id)).bottom())

    # -- ending ----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Keep what was typed as far as it could be read, and take the editor away."""
        field, self._field = self._field, None
        if field is None:
            return
        self._subject = None
        session = self._canvas.session
        session.changed.disconnect(self._follow)
        session.path_changed.disconnect(self.close)
        self._editing.set_session(None)
        editor: QWidget = field.editor if isinstance(field, TextField) else field
        editor.removeEventFilter(self)
        if editor.hasFocus():
            self._widget.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(field, TextField):
            field.remarks.hide()
            field.remarks.deleteLater()
        field.hide()
        field.deleteLater()

    def _cancel(self) -> None:
        if self._field is not None:
            self._field.take_back()
        self.close()

    def _go_on(self, *, back: bool) -> None:
        """Finish, and edit the same of the next layer along the wires."""
        subject = self._subject
        self.close()
        if subject is None or subject.part is None:
            return
        found = self._next(subject.id, subject.part, back=back)
        if found is None:
            return
        self._canvas.session.select((found,))
        if subject.part == "name":
            self.rename(found)
        else:
            self.edit_main(found)

    def _next(self, node: NodeId, part: Part, *, back: bool) -> NodeId | None:
        """The nearest layer along the wires that has such a part."""
        session = self._canvas.session
        analysis, nodes = session.graph_analysis, session.graph.nodes
        seen, row = {node}, [node]
        while row:
            reached: list[NodeId] = []
            for key in row:
                reached += [ref.node for ref in nodes[key].inputs if ref is not None] if back else analysis.readers[key]
            row = [key for key in dict.fromkeys(reached) if key not in seen]
            seen.update(row)
            for key in row:
                if part == "name" or main_params(nodes[key], session.graph_id):
                    return key
        return None

    # -- keys ------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride:
            key = cast(QKeyEvent, event)
            if key.key() in (*_ENDS, *_TABS, Qt.Key.Key_Escape):
                event.accept()
                return True
        elif kind is QEvent.Type.KeyPress:
            return self._key(cast(QKeyEvent, event))
        elif kind is QEvent.Type.FocusOut and not by_popup(cast(QFocusEvent, event)):
            self.close()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        field, key = self._field, event.key()
        if field is None:
            return False
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if isinstance(field, TextField):
            names = field.completions
            if names is not None and (key == Qt.Key.Key_Escape or names.chosen is not None):
                return False  # meant for the list of names
            held = True
        if key == Qt.Key.Key_Escape:
            self._cancel()
        elif key in _TABS or (key in _ENDS and held):
            if isinstance(field, TextField) and field.invalid:
                return True  # what is wrong stays to be seen
            if key in _TABS:
                self._go_on(back=key == Qt.Key.Key_Backtab)
            else:
                self.close()
        else:
            return False
        return True


def _wide(label: QLabel) -> int:
    """Width of the longest line of a text."""
    measure: QFontMetrics = label.fontMetrics()
    return max(measure.horizontalAdvance(line) for line in label.text().split("\n"))


def _sheet(theme: Theme) -> str:
    """How the editor and what is said of it look: tight, for a place that is small."""
    name = {key: color.name() for key, color in (("a", theme.accent), ("e", theme.error), ("w", theme.warning))}
    return (
        f"QLineEdit, QPlainTextEdit {{ padding: 0 3px; border: 1px solid {name['a']}; border-radius: 3px;"
        f" background: {theme.field.name()}; color: {theme.text.name()}; }}"
        f'QLineEdit[issue="error"] {{ border-color: {name["e"]}; }}'
        f'QLineEdit[issue="warning"] {{ border-color: {name["w"]}; }}'
        f'QLineEdit[invalid="true"] {{ border: 1px solid {name["e"]}; border-bottom: 2px solid {name["e"]}; }}'
        f'QWidget[floating="true"] {{ background: {theme.panel.name()}; border: 1px solid {theme.border.name()};'
        " border-radius: 4px; }"
    )

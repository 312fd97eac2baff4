"""Preferences: looks, numbers, and the habits of the hand. Each applies at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.text import CHW, HWC, ShapeOrder, count_text, shape_text
from gui.dialogs.frame import Frame, heading, muted
from gui.preferences import Preferences

__all__ = ["PreferencesDialog"]

_EXAMPLE: Final = (1, 192, 28, 28)
_GAP: Final = 18
"""Pixels between the columns, and between choices in a row."""


class PreferencesDialog(Frame):
    """What holds for all sketches: on the left what it is about, on the right the choices."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Show what is set."""
        super().__init__("preferences_dialog", self.tr("Preferences"), parent)
        self._preferences = preferences
        self._groups: dict[str, tuple[QButtonGroup, list[str]]] = {}
        self._boxes: dict[str, QCheckBox] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(14)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self._add_choice(
            "theme",
            self.tr("Theme"),
            [("system", self.tr("As the desktop")), ("light", self.tr("Light")), ("dark", self.tr("Dark"))],
        )
        self._add_order()
        self._add_precision()
        self._add_choice(
            "wheel",
            self.tr("Wheel"),
            [("zoom", self.tr("Zooms at the pointer")), ("pan", self.tr("Pans"))],
            note=self.tr("With Ctrl it always zooms, with Shift it pans sideways. Two fingers pan, a pinch zooms."),
        )
        self._add_choice(
            "band",
            self.tr("Rubber band"),
            [("touch", self.tr("Selects what it touches")), ("contain", self.tr("What is wholly inside"))],
            note=self.tr("Ctrl while dragging does the other."),
        )
        self._add_checks(
            self.tr("Canvas"),
            [
                ("minimap", self.tr("Map of the whole sketch in the corner")),
                ("animations", self.tr("Let the eye follow: layers glide, what is found flashes")),
            ],
        )
        self.body.addStretch(1)
        self.setMinimumWidth(520)
        preferences.changed.connect(self._agree)
        self._agree()

    # -- building --------------------------------------------------------------------------------------------------

    def _add_row(self, key: str, title: str) -> QVBoxLayout:
        """A heading at the left, and a column for the choices at the right."""
        row = self._grid.rowCount()
        about = heading(f"preferences_{key}_heading", title)
        self._grid.addWidget(about, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout()
        column.setSpacing(5)
        self._grid.addLayout(column, row, 1)
        return column

    def _add_choice(
        self, key: str, title: str, choices: Sequence[tuple[str, str]], *, note: str = "", stacked: bool = False
    ) -> None:
        """Radio buttons for the values of a preference, beside one another or stacked."""
        column = self._add_row(key, title)
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        for number, (value, text) in enumerate(choices):
            button = QRadioButton(text)
            button.setObjectName(f"preferences_{key}_{value}")
            group.addButton(button, number)
            (column if stacked else row).addWidget(button)
        if not stacked:
            row.addStretch(1)
            column.addLayout(row)
        if note:
            column.addWidget(muted(f"preferences_{key}_says", note))
        values = [value for value, _ in choices]
        self._groups[key] = (group, values)
        group.idClicked.connect(lambda number: setattr(self._preferences, key, values[number]))

    def _add_order(self) -> None:
        orders: tuple[tuple[ShapeOrder, str], ...] = (
            (HWC, self.tr("Height × width × channels, as in the course: {example}")),
            (CHW, self.tr("Channels × height × width, as in PyTorch: {example}")),
        )
        choices = [(order, text.format(example=shape_text(_EXAMPLE, order))) for order, text in orders]
        self._add_choice("shape_order", self.tr("Order of shapes"), choices, stacked=True)

    def _add_precision(self) -> None:
        from core.analysis.totals import PRECISIONS

        column = self._add_row("precision", self.tr("Precision"))
        self.precision = QComboBox()
        self.precision.setObjectName("preferences_precision")
        self.precision.setAccessibleName(self.tr("Precision"))
        for name, size in PRECISIONS.items():
            text = self.tr("{name}, {bytes} a number").format(name=name, bytes=count_text(size, self.tr("byte")))
            self.precision.addItem(text, name)
        column.addWidget(self.precision, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(
            muted("preferences_precision_says", self.tr("What the bytes of weights and activations are given for."))
        )
        self.precision.activated.connect(self._set_precision)

    def _add_checks(self, title: str, checks: Sequence[tuple[str, str]]) -> None:
        """A box for each preference that is either on or off."""
        column = self._add_row("canvas", title)
        for key, text in checks:
            box = QCheckBox(text)
            box.setObjectName(f"preferences_{key}")
            box.clicked.connect(lambda checked, key=key: setattr(self._preferences, key, checked))
            column.addWidget(box)
            self._boxes[key] = box

    # -- agreeing --------------------------------------------------------------------------------------------------

    def _agree(self) -> None:
        """Show what is set, whoever set it."""
        for key, (group, values) in self._groups.items():
            group.button(values.index(self._value(key))).setChecked(True)
        for key, box in self._boxes.items():
            box.setChecked(self._value(key))
        self.precision.setCurrentIndex(self.precision.findData(self._preferences.precision))

    def _value(self, key: str) -> Any:
        return getattr(self._preferences, key)

    def _set_precision(self, index: int) -> None:
        self._preferences.precision = cast(str, self.precision.itemData(index))

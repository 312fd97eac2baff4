"""Preferences: theme, precision, order of shapes. Each applies at once."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QRadioButton, QWidget

from core.text import CHW, HWC, ShapeOrder, count_text, shape_text
from gui.dialogs.frame import Frame, heading, muted
from gui.preferences import Preferences, ThemeName

__all__ = ["PreferencesDialog"]

_EXAMPLE = (1, 192, 28, 28)


class PreferencesDialog(Frame):
    """What holds for all sketches."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Show what is set."""
        super().__init__("preferences_dialog", self.tr("Preferences"), parent)
        self._preferences = preferences
        self.themes = QButtonGroup(self)
        self.orders = QButtonGroup(self)
        self.precision = QComboBox()
        self.precision.setObjectName("preferences_precision")
        self.precision.setAccessibleName(self.tr("Precision"))
        self._theme_names: list[ThemeName] = []
        self._order_names: list[ShapeOrder] = []
        self._add_theme()
        self._add_precision()
        self._add_order()
        self.body.addStretch(1)
        self.setMinimumWidth(460)
        preferences.changed.connect(self._agree)
        self._agree()

    def _add_theme(self) -> None:
        self.body.addWidget(heading("preferences_theme_heading", self.tr("Theme")))
        row = QHBoxLayout()
        row.setSpacing(18)
        names: tuple[tuple[ThemeName, str], ...] = (
            ("system", self.tr("As the desktop")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        )
        for name, text in names:
            button = QRadioButton(text)
            button.setObjectName(f"preferences_theme_{name}")
            self.themes.addButton(button, len(self._theme_names))
            self._theme_names.append(name)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addSpacing(8)
        self.themes.idClicked.connect(self._set_theme)

    def _add_precision(self) -> None:
        from core.analysis.totals import PRECISIONS

        self.body.addWidget(heading("preferences_precision_heading", self.tr("Precision")))
        for name, size in PRECISIONS.items():
            text = self.tr("{name}, {bytes} a number").format(name=name, bytes=count_text(size, self.tr("byte")))
            self.precision.addItem(text, name)
        row = QHBoxLayout()
        row.addWidget(self.precision)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(
            muted("preferences_precision_says", self.tr("What the bytes of weights and activations are given for."))
        )
        self.body.addSpacing(8)
        self.precision.activated.connect(self._set_precision)

    def _add_order(self) -> None:
        self.body.addWidget(heading("preferences_order_heading", self.tr("Order of shapes")))
        orders: tuple[tuple[ShapeOrder, str], ...] = (
            (HWC, self.tr("Height × width × channels, as in the course: {example}")),
            (CHW, self.tr("Channels × height × width, as in PyTorch: {example}")),
        )
        for order, text in orders:
            button = QRadioButton(text.format(example=shape_text(_EXAMPLE, order)))
            button.setObjectName(f"preferences_order_{order}")
            self.orders.addButton(button, len(self._order_names))
            self._order_names.append(order)
            self.body.addWidget(button)
        self.orders.idClicked.connect(self._set_order)

    def _agree(self) -> None:
        """Show what is set, whoever set it."""
        self.themes.button(self._theme_names.index(self._preferences.theme)).setChecked(True)
        self.orders.button(self._order_names.index(self._preferences.shape_order)).setChecked(True)
        self.precision.setCurrentIndex(self.precision.findData(self._preferences.precision))

    def _set_theme(self, index: int) -> None:
        self._preferences.theme = self._theme_names[index]

    def _set_order(self, index: int) -> None:
        self._preferences.shape_order = self._order_names[index]

    def _set_precision(self, index: int) -> None:
        self._preferences.precision = cast(str, self.precision.itemData(index))

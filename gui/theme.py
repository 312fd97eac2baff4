"""Colours of the window and the canvas, light and dark; the palette and stylesheet made from them.

Every colour on the screen is a token of a ``Theme``. Text keeps a contrast of 4.5:1 to what it stands on, category
colours 3:1 to the body of a node, and they can be told apart without red or green (all of it tested).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from core.paths import RESOURCES
from gui.preferences import ThemeName

if TYPE_CHECKING:
    from core.language.operator import Category

__all__ = ["DARK", "LIGHT", "Theme", "apply_theme", "new_application", "theme_named"]

_FUSION: Final = "convas_fusion"
"""Property of an application that has the Fusion style."""


@dataclass(frozen=True, eq=False)
class Theme:
    """The colours of one look.

    Attributes:
        name: which look it is.
        window: behind docks, toolbars and tabs.
        panel: background of panels and menus.
        field: background of what can be typed into, of lists and tables.
        canvas: background of the sketch.
        grid: dots on it.
        text: text on any of the above.
        muted: text of less weight on any of the above.
        border: hairlines and frames.
        accent: what is chosen, focused or the default; outline of selected nodes.
        on_accent: text on the accent.
        selection: background of selected rows; ``text`` stands on it.
        error: marks of what is wrong, and text that says so.
        warning: likewise of what is doubtful or not connected.
        hint: likewise of what is worth knowing.
        ok: likewise of what fits.
        wire: wires.
        wire_label: shapes written on wires, on the canvas.
        node_body: body of a node; ``text`` and ``muted`` stand on it.
        node_border: its outline.
        port: ports.
        families: one colour for each family of layers, in their order; ``category`` finds them by family.
        hues: one colour for each name that nodes, frames and notes can be given, in the order of ``COLORS`` from its
            second on; ``tones`` has them as colours.
    """

    name: Literal["light", "dark"]
    window: QColor
    panel: QColor
    field: QColor
    canvas: QColor
    grid: QColor
    text: QColor
    muted: QColor
    border: QColor
    accent: QColor
    on_accent: QColor
    selection: QColor
    error: QColor
    warning: QColor
    hint: QColor
    ok: QColor
    wire: QColor
    wire_label: QColor
    node_body: QColor
    node_border: QColor
    port: QColor
    families: tuple[str, ...]
    hues: tuple[str, ...]

    @cached_property
    def tones(self) -> tuple[QColor, ...]:
        """The colours that a person can give, in the order of their names."""
        return tuple(QColor(name) for name in self.hues)

    @cached_property
    def category(self) -> Mapping[Category, QColor]:
        """One colour for each family of layers."""
        # Imported here: the window is painted before anybody speaks of layers.
        from core.language.operator import Category

        return MappingProxyType({c: QColor(name) for c, name in zip(Category, self.families, strict=True)})

    def palette(self) -> QPalette:
        """The tokens as a palette for the Fusion style."""
        palette = QPalette()
        role = QPalette.ColorRole
        for key, color in (
            (role.Window, self.window),
            (role.WindowText, self.text),
            (role.Base, self.field),
            (role.AlternateBase, self.panel),
            (role.ToolTipBase, self.panel),
            (role.ToolTipText, self.text),
            (role.PlaceholderText, self.muted),
            (role.Text, self.text),
            (role.Button, self.panel),
            (role.ButtonText, self.text),
            (role.BrightText, self.error),
            (role.Highlight, self.accent),
            (role.HighlightedText, self.on_accent),
            (role.Accent, self.accent),
            (role.Link, self.accent),
            (role.LinkVisited, self.accent),
            (role.Light, self.panel.lighter(110)),
            (role.Midlight, self.border.lighter(108)),
            (role.Mid, self.border),
            (role.Dark, self.border.darker(115)),
            (role.Shadow, self.border.darker(150)),
        ):
            palette.setColor(key, color)
        disabled = QColor(self.muted)
        disabled.setAlphaF(0.65)
        for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
            palette.setColor(QPalette.ColorGroup.Disabled, key, disabled)
        palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, self.border)
        return palette

    def stylesheet(self) -> str:
        """What the palette cannot say. Kept short: each rule is paid for at every widget's first show.

        A line edit whose dynamic property ``invalid`` is true is framed in the error colour.
        """
        tokens = {
            key: value.name() for key, value in ((f, getattr(self, f)) for f in _TOKENS) if isinstance(value, QColor)
        }
        sheet = _SHEET.replace("%images", _IMAGES.as_posix()).replace("%name", self.name)
        for key in sorted(tokens, key=len, reverse=True):
            sheet = sheet.replace(f"@{key}", tokens[key])
        return sheet


_TOKENS: Final = tuple(name for name in Theme.__dataclass_fields__ if name not in {"name", "families", "hues"})

_IMAGES: Final = RESOURCES / "theme"
"""Arrows, ticks and crosses: a stylesheet takes no drawing but from a file."""

_SHEET: Final = """
QMainWindow::separator { background: @window; width: 5px; height: 5px; }
QMainWindow::separator:hover { background: @accent; }
QToolBar { background: @window; border: none; border-bottom: 1px solid @border; padding: 3px 6px; spacing: 2px; }
QToolBar::separator { background: @border; width: 1px; margin: 4px 5px; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 4px; color: @text; }
QToolButton:hover { background: @panel; border-color: @border; }
QToolButton:pressed, QToolButton:checked { background: @selection; }
QToolButton:disabled { color: @muted; }
QMenuBar { background: @window; color: @text; padding: 1px 4px; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @selection; }
QMenu { background: @panel; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 26px; border-radius: 4px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @muted; background: transparent; }
QMenu::icon, QMenu::indicator { left: 6px; }
QMenu::separator { height: 1px; background: @border; margin: 4px 6px; }
QDockWidget { color: @muted; font-weight: bold; }
QDockWidget::title { background: @window; padding: 6px 8px; text-align: left; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; padding: 6px 12px; border: none;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:hover:!selected { color: @text; border-bottom-color: @border; }
QTabBar::close-button { image: url(%images/close-%name.svg); subcontrol-position: right; margin: 2px; }
QTabBar::close-button:hover { background: @selection; border-radius: 3px; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser { background: @field; color: @text; border: 1px solid @border;
  border-radius: 4px; padding: 3px 6px; selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus { border-color: @accent; }
QLineEdit:disabled, QLineEdit:read-only { background: @window; color: @muted; }
QLineEdit[invalid="true"] { border: 1px solid @error; border-bottom: 2px solid @error; padding-bottom: 2px; }
QComboBox, QAbstractSpinBox { background: @field; color: @text; border: 1px solid @border; border-radius: 4px;
  padding: 3px 6px; selection-background-color: @accent; selection-color: @on_accent; }
QComboBox:focus, QAbstractSpinBox:focus { border-color: @accent; }
QComboBox:disabled, QAbstractSpinBox:disabled { background: @window; color: @muted; }
QComboBox QLineEdit { border: none; padding: 0; background: transparent; }
QAbstractSpinBox QLineEdit { border: none; padding: 0 4px; background: transparent; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow, QAbstractSpinBox::down-arrow { image: url(%images/down-%name.svg); width: 12px; height: 12px; }
QAbstractSpinBox::up-arrow { image: url(%images/up-%name.svg); width: 12px; height: 12px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 18px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @border; selection-background-color: @selection;
  selection-color: @text; outline: none; }
QCheckBox, QRadioButton { spacing: 7px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: 13px; height: 13px;
  border: 1px solid @muted; border-radius: 3px; background: @field; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accent; border-color: @accent;
  image: url(%images/check-%name.svg); }
QRadioButton::indicator:checked { width: 7px; height: 7px; border: 4px solid @accent; background: @on_accent;
  border-radius: 7px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @border; background: @window; }
QPushButton { background: @panel; color: @text; border: 1px solid @border; border-radius: 4px; padding: 5px 14px; }
QPushButton:hover { border-color: @accent; }
QPushButton:focus { border-color: @accent; }
QPushButton:pressed, QPushButton:checked { background: @selection; }
QPushButton:default { background: @accent; color: @on_accent; border-color: @accent; }
QPushButton:disabled { background: @window; color: @muted; border-color: @border; }
QTableView, QTreeView, QListView { background: @field; alternate-background-color: @panel; color: @text;
  border: 1px solid @border; gridline-color: @border; selection-background-color: @selection;
  selection-color: @text; outline: none; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: @selection;
  color: @text; }
QTreeView::item, QListView::item { padding: 3px 2px; }
QHeaderView { background: @window; border: none; }
QHeaderView::section { background: @window; color: @muted; border: none; border-right: 1px solid @border;
  border-bottom: 1px solid @border; padding: 4px 6px; }
QHeaderView::section:hover { color: @text; }
QTableCornerButton::section { background: @window; border: none; border-bottom: 1px solid @border; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 11px; }
QScrollBar:horizontal { height: 11px; }
QScrollBar::handle { background: @border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: none; }
QAbstractScrollArea::corner { background: @field; border: none; }
QToolTip { background: @panel; color: @text; border: 1px solid @border; padding: 4px 6px; }
QProgressBar { background: @field; border: 1px solid @border; border-radius: 4px; color: @text; text-align: center;
  min-height: 14px; }
QProgressBar::chunk { background: @selection; border-radius: 3px; }
QStatusBar { background: @window; color: @muted; }
QStatusBar::item { border: none; }
QToolButton#status_zoom { padding: 1px 17px 1px 8px; margin-right: 14px; }
QToolButton#status_zoom::menu-indicator { image: url(%images/down-%name.svg); width: 10px; height: 10px;
  subcontrol-position: right center; right: 4px; }
QGroupBox { border: 1px solid @border; border-radius: 4px; margin-top: 9px; padding-top: 6px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; padding: 0 4px; color: @muted; }
QSplitter::handle { background: @border; }
"""


LIGHT: Final = Theme(
    name="light",
    window=QColor("#eef0f3"),
    panel=QColor("#f8f9fb"),
    field=QColor("#ffffff"),
    canvas=QColor("#f6f7f9"),
    grid=QColor("#c9d0d9"),
    text=QColor("#1b2129"),
    muted=QColor("#566070"),
    border=QColor("#cbd1da"),
    accent=QColor("#2563d6"),
    on_accent=QColor("#ffffff"),
    selection=QColor("#d3e2fb"),
    error=QColor("#c0272d"),
    warning=QColor("#8f5600"),
    hint=QColor("#1a6a88"),
    ok=QColor("#23752c"),
    wire=QColor("#8b95a5"),
    wire_label=QColor("#4b5665"),
    node_body=QColor("#ffffff"),
    node_border=QColor("#b4bdc9"),
    port=QColor("#6a7585"),
    families=(
        "#5b6473",
        "#2a76d0",
        "#0f8f63",
        "#bc3f0c",
        "#9a8c00",
        "#bb419f",
        "#693bb4",
        "#2b3440",
        "#5e3c08",
        "#8a9198",
    ),
    hues=("#c9353a", "#c25e06", "#94780a", "#2f8640", "#0a8484", "#2a70d0", "#7a48c4", "#68717d"),
)

DARK: Final = Theme(
    name="dark",
    window=QColor("#1e2227"),
    panel=QColor("#252a31"),
    field=QColor("#1a1d22"),
    canvas=QColor("#17191d"),
    grid=QColor("#363d47"),
    text=QColor("#e5e9ee"),
    muted=QColor("#a0aab8"),
    border=QColor("#3b434e"),
    accent=QColor("#6ea4ff"),
    on_accent=QColor("#0c1930"),
    selection=QColor("#2b4570"),
    error=QColor("#ff8078"),
    warning=QColor("#e5ae45"),
    hint=QColor("#71c7e2"),
    ok=QColor("#75d086"),
    wire=QColor("#76818f"),
    wire_label=QColor("#b3bdca"),
    node_body=QColor("#292f37"),
    node_border=QColor("#4a5461"),
    port=QColor("#98a3b2"),
    families=(
        "#9a9fbc",
        "#637aff",
        "#38d2ae",
        "#f98450",
        "#dfc33b",
        "#e74177",
        "#b08cff",
        "#e8ecf2",
        "#ffe099",
        "#758296",
    ),
    hues=("#ff8078", "#f39a4f", "#dfc445", "#69cb7d", "#48cbc2", "#72a8ff", "#b995ff", "#9aa4b1"),
)


def theme_named(name: ThemeName) -> Theme:
    """The look a preference asks for; ``system`` follows the desktop, and is light where it does not say."""
    if name == "system":
        hints = QGuiApplication.styleHints()
        return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
    return DARK if name == "dark" else LIGHT


def new_application() -> QApplication:
    """The application object, in the style that the themes are made for.

    As an argument, since any call that returns a QStyle has PySide build the 600 names of its enumerations, which
    takes an eighth of the time to the first paint.
    """
    app = QApplication(["convas", "-style", "fusion"])
    app.setProperty(_FUSION, True)
    return app


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the whole program a look."""
    if not app.property(_FUSION):
        app.setStyle("Fusion")
        app.setProperty(_FUSION, True)
    app.setPalette(theme.palette())
    app.setStyleSheet(theme.stylesheet())

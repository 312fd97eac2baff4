"""The totals of the sketch, with the batch and the precision that they are stated for."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.analysis.infer import GraphAnalysis, State
from core.analysis.totals import PRECISIONS, Totals, totals
from core.text import count_text, integer_text, short_text
from gui.entry.editing import Editing
from gui.entry.labels import quiet
from gui.panels.findings import missing_layers
from gui.panels.follower import Follower
from gui.panels.forms import BatchField
from gui.panels.values import EmptyState, ValueLabel, heading, rule, scrolled_column
from gui.preferences import Preferences

__all__ = ["TotalsPanel"]


class _TotalRow:
    """Two lines: name and exact value; unit and short form."""

    def __init__(self, column: QVBoxLayout, key: str, label: str, tip: str) -> None:
        self.label = heading(label, f"totals.{key}.label")
        self.value = ValueLabel(f"totals.{key}")
        self.unit = quiet("", f"totals.{key}.unit")
        self.unit.setWordWrap(False)
        self.short = quiet("", f"totals.{key}.short")
        self.short.setWordWrap(False)
        self.short.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.short.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = self.value.font()
        font.setBold(True)
        self.value.setFont(font)
        self.tip = tip
        self.value.setAccessibleName(label)
        for widget in (self.label, self.unit):
            widget.setToolTip(tip)
        # Lines of their own, not a grid: a long unit must not take the place of the digits above it.
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for left, right in ((self.label, self.value), (self.unit, self.short)):
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(left)
            line.addWidget(right, 1)
            lines.addLayout(line)
        column.addLayout(lines)

    def show(self, value: int, unit: str, short: str) -> None:
        """Show a number."""
        self.value.set_value(integer_text(value), tip=self.tip)
        self.unit.setText(unit)
        self.short.setText(short)
        self.short.setToolTip(integer_text(value))


class TotalsPanel(Follower):
    """Totals of the sketch that is followed."""

    follows_path = False

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        """A panel of nothing yet."""
        super().__init__(preferences, parent)
        self.setObjectName("panel.totals")
        self.setMinimumWidth(240)
        self._editing = Editing(self)
        self._afresh = True
        self._totals: Totals | None = None

        self.precision = self._precision_field()
        self.batch = BatchField("totals.batch", self._editing)
        self.banner = self._make_banner()
        rows = QVBoxLayout()
        rows.setSpacing(5)
        self._rows = {key: _TotalRow(rows, key, label, tip) for key, label, tip in self._quantities()}
        self.copy_button = QPushButton(self.tr("Copy as table"))
        self.copy_button.setObjectName("totals.copy")
        self.copy_button.setToolTip(self.tr("Copy all totals as tab-separated text"))
        self.copy_button.clicked.connect(self.copy)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.copy_button)
        self._scroll, column = scrolled_column("totals", self)
        column.addWidget(self.banner)
        column.addLayout(rows)
        column.addWidget(rule("totals.rule"))
        column.addLayout(self._conventions())
        column.addLayout(below)
        column.addStretch(1)
        self._empty = EmptyState("totals.empty", self)
        self._empty.setText(self.tr("No sketch is open.\n\nThe totals of the open sketch are shown here."))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        outer.addWidget(self._empty)

    def _precision_field(self) -> QComboBox:
        field = QComboBox()
        field.setObjectName("totals.precision")
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.setAccessibleName(self.tr("Precision"))
        for name, size in PRECISIONS.items():
            field.addItem(f"{name} · {count_text(size, 'byte')}", name)
        field.setToolTip(self.tr("Bytes of one number, for weights and activations. Kept for all sketches."))
        field.activated.connect(self._on_precision)
        return field

    def _make_banner(self) -> QLabel:
        banner = QLabel()
        banner.setObjectName("totals.incomplete")
        banner.setTextFormat(Qt.TextFormat.PlainText)
        banner.setWordWrap(True)
        banner.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        banner.hide()
        return banner

    def _conventions(self) -> QGridLayout:
        """Precision and batch: what bytes and activations are stated for."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (text, field) in enumerate(((self.tr("Precision"), self.precision), (self.tr("Batch"), self.batch))):
            words = QLabel(text)
            words.setObjectName(f"{field.objectName()}.label")
            words.setBuddy(field)
            words.setContentsMargins(0, 4, 0, 0)
            grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.batch.remarks, 2, 0, 1, 2)
        return grid

    def _quantities(self) -> tuple[tuple[str, str, str], ...]:
        return (
            (
                "macs",
                self.tr("MACs"),
                self.tr(
                    "Multiply-accumulates of weights against data, per example. Bias, normalization, activation, "
                    "pooling and additions are not counted here. 2 × MACs is what is often called FLOPs."
                ),
            ),
            ("params", self.tr("Params"), self.tr("Learnable numbers: weights, biases, scales and shifts.")),
            ("buffers", self.tr("Buffers"), self.tr("Kept but not learned: running mean and variance.")),
            (
                "activations",
                self.tr("Activations"),
                self.tr("Output elements of every layer but Input and Output, times the batch."),
            ),
            (
                "elementwise_ops",
                self.tr("Element-wise ops"),
                self.tr(
                    "Operations that are no MACs, per example: 1 an element for bias and activation, 2 for "
                    "normalization, inputs − 1 for additions, kernel height × width for pooling."
                ),
            ),
            ("weight_bytes", self.tr("Weight bytes"), self.tr("(Params + buffers) × bytes of one number.")),
            (
                "activation_bytes",
                self.tr("Activation bytes"),
                self.tr("Activations × bytes of one number: all of them together, not the peak."),
            ),
            ("layers", self.tr("Layers"), self.tr("Everything in the sketch but Input and Output.")),
        )

    @property
    def shown(self) -> Totals | None:
        """The totals on the screen."""
        return self._totals

    def session_switched(self) -> None:
        self._editing.set_session(self.session)
        self._afresh = True

    def refresh(self) -> None:
        """Show the totals as they are now."""
        session = self.session
        self._scroll.setVisible(session is not None)
        self._empty.setVisible(session is None)
        if session is None:
            self._totals = None
            return
        precision = self.preferences.precision
        found = self._totals = totals(session.analysis, precision)
        size = PRECISIONS[precision]
        each = self.tr("{precision}, {size}").format(precision=precision, size=count_text(size, "byte"))
        batch = "" if found.batch == 1 else self.tr(", batch {batch}").format(batch=integer_text(found.batch))
        units = {
            "macs": self.tr("multiply-accumulates"),
            "params": self.tr("numbers"),
            "buffers": self.tr("numbers"),
            "activations": self.tr("numbers") + batch,
            "elementwise_ops": self.tr("operations"),
            "weight_bytes": each,
            "activation_bytes": each + batch,
            "layers": self.tr("without Input and Output"),
        }
        for key, row in self._rows.items():
            value: int = getattr(found, key)
            short = "" if value < 1000 else short_text(value) + ("B" if key.endswith("bytes") else "")
            row.show(value, units[key], short)
        self.precision.setCurrentIndex(self.precision.findData(precision))
        self.batch.show_value(str(found.batch), afresh=self._afresh)
        self._afresh = False
        self._show_banner(session.analysis.main)

    def _show_banner(self, main: GraphAnalysis) -> None:
        text = self._incomplete(main)
        self.banner.setText(text)
        self.banner.setVisible(bool(text))
        theme = self.theme
        sheet = (
            f"QLabel {{ color: {theme.text.name()}; background: {theme.field.name()}; padding: 6px; "
            f"border: 1px solid {theme.warning.name()}; border-left-width: 4px; border-radius: 4px; }}"
        )
        if text and self.banner.styleSheet() != sheet:
            self.banner.setStyleSheet(sheet)

    def _incomplete(self, main: GraphAnalysis) -> str:
        """How many layers are missing in the totals, and why."""
        if main.complete:
            return ""
        missing_here = [
            r
            for r in main.results.values()
            if r.state is not State.OK and (r.counted or (r.op.stands_for_others and not r.copies))
        ]
        states: Counter[State] = Counter(r.state for r in missing_here)
        parts = [
            count_text(states[state], *words)
            for state, words in (
                (State.WRONG, (self.tr("is wrong"), self.tr("are wrong"))),
                (State.OPEN, (self.tr("is not connected"), self.tr("are not connected"))),
                (State.WAITING, (self.tr("waits for another"), self.tr("wait for others"))),
            )
            if states[state]
        ]
        inside = missing_layers(r for r in main.results.values() if r.copies)
        if inside:
            parts.append(self.tr("{layers} inside blocks").format(layers=count_text(inside, self.tr("layer"))))
        missing = states.total() + inside
        if not missing:
            return self.tr("Every layer is counted, but an Input or Output has no shape.")
        return self.tr("Incomplete: {layers} not counted ({why}).").format(
            layers=count_text(missing, self.tr("layer")), why=", ".join(parts)
        )

    def as_table(self) -> str:
        """The totals as tab-separated text: quantity, exact value, unit."""
        return "\n".join(
            "\t".join((row.label.text(), str(getattr(self._totals, key)), row.unit.text()))
            for key, row in self._rows.items()
            if self._totals is not None
        )

    def copy(self) -> None:
        """Put the totals on the clipboard."""
        QGuiApplication.clipboard().setText(self.as_table())

    def _on_precision(self, index: int) -> None:
        self.preferences.precision = str(self.precision.itemData(index))

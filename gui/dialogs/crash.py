"""What is said when the program itself has failed: calm, what was kept, and a report to pass on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.dialogs.frame import CopyButton, Frame, fixed_font, heading, label, muted

__all__ = ["CrashDialog"]


class CrashDialog(Frame):
    """A fault of the program: not of the sketch, and not of the person."""

    def __init__(self, report: str, saved: Sequence[Path], parent: QWidget | None = None) -> None:
        """Show what happened.

        Args:
            report: the technical account, for whoever repairs it.
            saved: files in which unsaved sketches were kept.
            parent: the window, if there still is one.
        """
        super().__init__("crash_dialog", self.tr("Something went wrong in Convas"), parent)
        self._report = report
        self.body.addWidget(heading("crash_heading", self.tr("Something went wrong in Convas itself.")))
        self.body.addWidget(
            label(
                "crash_says",
                self.tr(
                    "It is a fault of the program, not of your sketch. You can go on working; to be safe, save under a "
                    "new name and start Convas again."
                ),
            )
        )
        if saved:
            paths = "\n".join(str(path) for path in saved)
            one = self.tr("Your unsaved sketch was kept here; it opens like any other:")
            several = self.tr("Your unsaved sketches were kept here; they open like any other:")
            self.body.addWidget(label("crash_kept", one if len(saved) == 1 else several))
            self.saved = label("crash_saved", paths)
            self.saved.setFont(fixed_font())
        else:
            self.saved = label("crash_saved", self.tr("There were no unsaved sketches."))
        self.body.addWidget(self.saved)
        self.body.addSpacing(4)
        self.body.addWidget(
            muted("crash_report_says", self.tr("This report helps to repair it. It was sent to nobody."))
        )
        self.text = QPlainTextEdit(report)
        self.text.setObjectName("crash_report")
        self.text.setAccessibleName(self.tr("Report of the fault"))
        self.text.setReadOnly(True)
        self.text.setFont(fixed_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.body.addWidget(self.text, 1)
        self.copy_button = CopyButton("crash_copy", lambda: self._report)
        self.add_button(self.copy_button)
        self.close_button.setDefault(True)
        self.resize(680, 460)

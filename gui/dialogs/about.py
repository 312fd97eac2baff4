"""What Convas is, its version and licence, and what it is built on."""

from __future__ import annotations

import platform

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.paths import VERSION
from gui.dialogs.frame import CopyButton, Frame
from gui.icons import program_icon

__all__ = ["AboutDialog"]

_WIDTH = 500
_APACHE = "https://www.apache.org/licenses/LICENSE-2.0"
_LGPL = "https://www.gnu.org/licenses/lgpl-3.0.html"
_QT = "https://www.qt.io"
_QT_SOURCE = "https://code.qt.io"
_PYSIDE = "https://doc.qt.io/qtforpython-6/"
_NUMPY = "https://numpy.org"
_MSGSPEC = "https://jcristharif.com/msgspec/"


class AboutDialog(Frame):
    """Version, licence and notices; links open in the browser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Look up the versions."""
        super().__init__("about_dialog", self.tr("About Convas"), parent)
        import msgspec
        import numpy
        import PySide6

        self._versions = {
            "Convas": VERSION,
            "Qt": qVersion(),
            "PySide6": PySide6.__version__,
            "NumPy": numpy.__version__,
            "msgspec": msgspec.__version__,
            "Python": platform.python_version(),
        }
        self.body.addLayout(self._head())
        self.body.addSpacing(4)
        self.licence = self._text(
            "about_licence",
            self.tr("Free software under the {licence}.").format(licence=_link(_APACHE, "Apache License 2.0")),
        )
        self.notice = self._text(
            "about_notice",
            self.tr(
                "It uses {qt} {qt_version} and {pyside} {pyside_version} under the {lgpl}, as libraries of their own "
                "that you may replace; their source is at {source}. It computes with {numpy} {numpy_version} and reads "
                "files with {msgspec} {msgspec_version}, both under the 3-clause BSD licence."
            ).format(
                qt=_link(_QT, "Qt"),
                qt_version=self._versions["Qt"],
                pyside=_link(_PYSIDE, "PySide6"),
                pyside_version=self._versions["PySide6"],
                lgpl=_link(_LGPL, "GNU LGPL 3.0"),
                source=_link(_QT_SOURCE, "code.qt.io"),
                numpy=_link(_NUMPY, "NumPy"),
                numpy_version=self._versions["NumPy"],
                msgspec=_link(_MSGSPEC, "msgspec"),
                msgspec_version=self._versions["msgspec"],
            ),
        )
        self.body.addWidget(self.licence)
        self.body.addWidget(self.notice)
        self.copy_button = CopyButton("about_copy", self.as_text)
        self.copy_button.setToolTip(self.tr("Copy the versions, for a report of a fault"))
        self.add_button(self.copy_button)
        self.close_button.setDefault(True)
        self.setMinimumWidth(_WIDTH)
        layout = self.layout()
        if layout is not None:  # as high as its wrapped text, which a size hint overestimates
            self.resize(_WIDTH, layout.totalHeightForWidth(_WIDTH))

    def _head(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setObjectName("about_icon")
        picture.setPixmap(program_icon().pixmap(QSize(64, 64), self.devicePixelRatio()))
        name = QLabel("Convas")
        name.setObjectName("about_name")
        font = name.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.8)
        name.setFont(font)
        version = QLabel(self.tr("Version {version}").format(version=VERSION))
        version.setObjectName("about_version")
        version.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        says = QLabel(self.tr("Sketches of convolutional networks, with every shape and cost."))
        says.setObjectName("about_says")
        says.setWordWrap(True)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        for part in (name, version, says):
            titles.addWidget(part)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(titles, 1)
        return head

    @staticmethod
    def _text(name: str, text: str) -> QLabel:
        made = QLabel(text)
        made.setObjectName(name)
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setWordWrap(True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        made.setOpenExternalLinks(True)
        return made

    def as_text(self) -> str:
        """The versions, a line each, and the system."""
        lines = [f"{name} {version}" for name, version in self._versions.items()]
        return "\n".join([*lines, platform.platform()])


def _link(address: str, text: str) -> str:
    return f'<a href="{address}">{text}</a>'

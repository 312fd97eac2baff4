"""What the tests of panels share: preferences, an Inception module, and panels on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.document.builder import Builder
from core.document.document import Document
from core.document.graph import OutputRef
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.ops.merge import Concat
from core.ops.pool import MaxPool2d
from gui.panels.follower import Follower
from gui.preferences import Preferences, open_settings
from gui.session import Session

PanelT = TypeVar("PanelT", bound=Follower)


def inception() -> Document:
    """GoogLeNet's inception (3a), with the branches' nodes called after what they do."""
    build = Builder("Inception (3a)")
    x = build.input(192, 28, 28)

    def conv(name: str, channels: int, kernel: int, source: OutputRef) -> OutputRef:
        op = Conv2d(out_channels=channels, kernel_size=(kernel, kernel), padding="same")
        return build.add(op, source, name=name, at=(0, 0))

    one = conv("one", 64, 1, x)
    three = conv("three", 128, 3, conv("three_reduce", 96, 1, x))
    five = conv("five", 32, 5, conv("five_reduce", 16, 1, x))
    pool = build.add(MaxPool2d(kernel_size=(3, 3), stride=(1, 1), padding="same"), x, name="pool", at=(0, 0))
    joined = build.add(Concat(), one, three, five, conv("project", 32, 1, pool), name="concat", at=(0, 0))
    build.output(joined, at=(0, 0))
    return build.build()


@pytest.fixture
def document() -> Document:
    return inception()


@pytest.fixture
def session(qapp: QApplication, document: Document) -> Session:
    return Session(document, seed=1)


@pytest.fixture
def preferences(qapp: QApplication) -> Preferences:
    return Preferences(open_settings())


@pytest.fixture
def show(qtbot: QtBot, preferences: Preferences, session: Session) -> Callable[[type[PanelT]], PanelT]:
    """Make a panel that follows the session, on the screen and active."""

    def make(kind: type[PanelT]) -> PanelT:
        panel = kind(preferences)
        qtbot.addWidget(panel)
        panel.resize(300, 700)
        panel.set_session(session)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        return panel

    return make


@pytest.fixture
def child() -> Callable[[QWidget, str], QWidget]:
    """The widget below another one that has this object name."""

    def find(parent: QWidget, name: str) -> QWidget:
        found = parent.findChild(QWidget, name)
        assert found is not None, name
        return found

    return find


def blocks() -> Document:
    """A block of one convolution, called once by “stem” and three times in a chain by “stage”."""
    build = Builder("Blocks", width=1.0)
    block = build.block("residual", channels=8, stride=1)
    inside = block.add(
        Conv2d, block.input(), name="conv", out_channels="channels", kernel_size=3, stride="stride", padding=1
    )
    block.output(block.add(ReLU, inside))
    x = build.call(block, build.input(3, 32, 32), name="stem", channels=16)
    x = build.call(block, x, name="stage", repeat=3, channels="make_divisible(32*width, 8)")
    build.output(x)
    return build.build()


@pytest.fixture
def blocks_session(qapp: QApplication) -> Session:
    return Session(blocks(), seed=1)

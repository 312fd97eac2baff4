"""All panels: cheap while hidden, right when shown, silent followers of any session or none."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QLineEdit, QScrollBar, QWidget

from core.document import edits
from core.document.document import Document
from gui.panels.branches import BranchesPanel
from gui.panels.costs import TotalsPanel
from gui.panels.follower import Follower
from gui.panels.formula import FormulaPanel
from gui.panels.inspector import InspectorPanel
from gui.panels.issues import IssuesPanel
from gui.panels.layers import LayersPanel
from gui.panels.palette import PalettePanel
from gui.panels.variables import VariablesPanel
from gui.preferences import Preferences
from gui.session import Session

PANELS = (
    PalettePanel,
    InspectorPanel,
    VariablesPanel,
    TotalsPanel,
    BranchesPanel,
    FormulaPanel,
    LayersPanel,
    IssuesPanel,
)


class Counting(Follower):
    """Counts its refreshes."""

    follows_selection = True

    def __init__(self, preferences: Preferences) -> None:
        super().__init__(preferences)
        self.refreshes = 0

    def refresh(self) -> None:
        self.refreshes += 1


def is_ours(widget: QWidget) -> bool:
    """Whether a widget is not a part that Qt itself puts into one of ours."""
    if isinstance(widget, QScrollBar | QHeaderView):
        return False
    above = widget.parentWidget()
    return not any(isinstance(above, kind) for kind in (QComboBox, QLineEdit, QAbstractItemView)) and (
        above is None or isinstance(above, Follower) or is_ours(above)
    )


def set_channels(value: int):
    return lambda d: edits.set_param(d, "five", "out_channels", value)


def test_a_hidden_panel_does_nothing_and_catches_up_once(show, session):
    panel = show(Counting)
    panel.hide()
    panel.refreshes = 0
    session.apply("Set", set_channels(7))
    session.apply("Set", set_channels(8))
    session.select(["five"])
    assert panel.refreshes == 0
    panel.show()
    assert panel.refreshes == 1
    panel.hide()
    panel.show()
    assert panel.refreshes == 1


def test_moving_layers_refreshes_nothing(show, session):
    panel = show(Counting)
    panel.refreshes = 0
    session.apply("Move", lambda d: edits.move(d, ["five"], 8, 8))
    assert panel.refreshes == 0
    session.apply("Set", set_channels(7))
    assert panel.refreshes == 1


def test_a_panel_lets_go_of_the_session_before(show, session):
    panel = show(Counting)
    other = Session(Document())
    panel.set_session(other)
    panel.refreshes = 0
    session.apply("Set", set_channels(7))
    session.select(["five"])
    assert panel.refreshes == 0
    panel.set_session(other)
    assert panel.refreshes == 0


@pytest.mark.parametrize("kind", PANELS)
def test_no_panel_edits_while_it_follows(show, session, preferences, kind):
    panel = show(kind)
    changes: list[object] = []
    session.changed.connect(changes.append)
    session.select(["five"])
    session.apply("Set", set_channels(7))
    session.apply("Set", lambda d: edits.set_param(d, "three", "padding", "valid"))
    session.select(["five", "concat"])
    session.undo()
    preferences.shape_order = "CHW"
    preferences.precision = "int8"
    preferences.theme = "dark"
    panel.hide()
    session.redo()
    panel.show()
    assert len(changes) == 4


@pytest.mark.parametrize("kind", PANELS)
def test_every_panel_bears_having_no_session_and_an_empty_one(show, kind):
    panel = show(kind)
    panel.set_session(None)
    panel.set_session(Session(Document()))
    panel.set_session(None)
    assert panel.isVisible()


@pytest.mark.parametrize("kind", PANELS)
def test_every_panel_bears_deleting_everything_and_undoing_it(show, session, kind):
    panel = show(kind)
    session.select(["five"])
    session.apply("Delete", lambda d: edits.remove(d, list(d.main.nodes)))
    session.undo()
    assert panel.isVisible()


@pytest.mark.parametrize("kind", PANELS)
def test_every_widget_that_can_be_used_has_a_name(show, session, kind):
    panel = show(kind)
    session.select(["five"])
    unnamed = [widget for widget in panel.findChildren(QWidget) if not widget.objectName() and is_ours(widget)]
    assert not unnamed


@pytest.mark.parametrize("kind", PANELS)
def test_every_panel_fits_a_narrow_dock(show, session, kind):
    panel = show(kind)
    session.select(["five"])
    assert panel.minimumSizeHint().width() <= 280
    assert panel.minimumWidth() <= 280


def test_going_into_a_block_refreshes_what_shows_one_graph(show, blocks_session):
    panel = show(Counting)
    panel.set_session(blocks_session)
    panel.refreshes = 0
    blocks_session.enter("stem")
    assert panel.refreshes == 1
    panel.hide()
    blocks_session.leave(0)
    assert panel.refreshes == 1
    panel.show()
    assert panel.refreshes == 2


@pytest.mark.parametrize("kind", PANELS)
def test_every_panel_goes_into_blocks_and_out_without_an_edit(show, blocks_session, kind):
    panel = show(kind)
    panel.set_session(blocks_session)
    changes: list[object] = []
    blocks_session.changed.connect(changes.append)
    for node in ("input", "conv", "relu", "output"):
        blocks_session.reveal(node, ("stage",))
    unnamed = [widget for widget in panel.findChildren(QWidget) if not widget.objectName() and is_ours(widget)]
    assert not unnamed
    assert panel.minimumSizeHint().width() <= 280
    blocks_session.leave(0)
    blocks_session.select(["stage"])
    assert panel.minimumSizeHint().width() <= 280
    assert not changes
    blocks_session.reveal("conv", ("stage",))
    blocks_session.apply("Delete", lambda d: edits.remove(d, ["stage"]))
    assert blocks_session.path == ()
    blocks_session.undo()
    assert len(changes) == 2

"""Replacing a layer by another type: what is offered, and the one step that it is."""

from __future__ import annotations

from core.document import edits
from core.text import HWC
from gui.search.replacing import ReplaceType, replacing
from gui.session import Session


def test_every_other_type_is_offered_with_what_would_come_out(session: Session):
    rows = {row.key: row for row in ReplaceType(session, ["conv5x5"], HWC).rows("")}
    assert not {"Conv2d", "Input", "Output", "Conv2d:1x1"} & rows.keys()
    session.apply("Replace", replacing(session, ["conv5x5"], "MaxPool2d")[1])
    shape = session.analysis.main.results["conv5x5"].outputs[0]
    assert shape is not None
    assert rows["MaxPool2d"].hint == "→ " + "×".join(map(str, (*shape[2:], shape[1])))


def test_what_the_new_type_takes_over_counts_for_what_would_come_out(session: Session):
    session.apply("More", lambda d: edits.set_param(d, "conv1x1", "out_channels", 77))
    rows = {row.key: row for row in ReplaceType(session, ["conv1x1"], HWC).rows("")}
    assert rows["ConvTranspose2d"].hint.endswith("×77")
    session.apply("Replace", replacing(session, ["conv1x1"], "ConvTranspose2d")[1])
    shape = session.analysis.main.results["conv1x1"].outputs[0]
    assert shape is not None
    assert rows["ConvTranspose2d"].hint == "→ " + "×".join(map(str, (*shape[2:], shape[1])))


def test_several_layers_become_one_type_in_one_step(session: Session):
    before = session.document
    text, edit = replacing(session, ["relu1x1", "conv1x1", "conv3x3"], "Identity")
    assert text == "Replace by Identity"
    session.apply(text, edit)
    nodes = session.graph.nodes
    assert [type(nodes[key].op).__name__ for key in ("relu1x1", "conv1x1", "conv3x3")] == ["Identity"] * 3
    assert nodes["relu1x1"].inputs == before.main.nodes["relu1x1"].inputs
    session.undo()
    assert session.document is before


def test_the_same_type_is_offered_where_the_layers_differ(session: Session):
    keys = {row.key for row in ReplaceType(session, ["conv1x1", "relu1x1"], HWC).rows("")}
    assert {"Conv2d", "ReLU"} <= keys


def test_what_will_not_fit_comes_after_what_does(session: Session):
    session.apply("Fewer", lambda d: edits.set_param(d, "conv1x1", "out_channels", 6))
    rows = ReplaceType(session, ["relu1x1"], HWC).rows("norm")
    assert rows[-1].key == "GroupNorm"
    assert rows[-1].tone == "warned"
    assert rows[0].tone == "fits"

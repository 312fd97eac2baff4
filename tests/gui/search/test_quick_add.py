"""What quick add offers: found by letters and numbers, lately added first, and at a wire what fits there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.document import edits
from core.document.graph import OutputRef
from core.document.module_edits import extract_module
from core.library.catalog import entry
from core.text import CHW, HWC
from gui.search.quick_add import QuickAdd
from gui.search.recent import Recent
from gui.search.rows import Row
from gui.session import Session


def keys(rows: Sequence[Row]) -> list[str]:
    return [row.key for row in rows if row.key]


def headings(rows: Sequence[Row]) -> list[str]:
    return [row.label for row in rows if not row.key]


@pytest.mark.parametrize(
    ("typed", "first", "detail"),
    [
        ("bn", "BatchNorm2d", ""),
        ("c3", "Conv2d:3x3", "3×3, 64, same"),
        ("max pool", "MaxPool2d", "2×2, stride 2"),
        ("conv 64", "Conv2d[out_channels=64]", "3×3, 64"),
        ("conv 5x5 32", "Conv2d:5x5[out_channels=32]", "5×5, 32, same"),
        ("conv 7x7 16", "Conv2d[kernel_size=7×7;out_channels=16]", "7×7, 16"),
        ("3x3 64 2", "Conv2d:3x3[out_channels=64;stride=2×2]", "3×3, 64, same, stride 2"),
        ("drop .3", "Dropout[p=0.3]", "p 0.3"),
        ("fc 10", "Linear[out_features=10]", "10"),
        ("squeeze-and", "library:se-block", "Library blocks"),
    ],
)
def test_letters_and_numbers_find_a_layer(session: Session, recent: Recent, typed, first, detail):
    rows = QuickAdd(session, recent, HWC).rows(typed)
    assert (rows[0].key, rows[0].detail) == (first, detail)


def test_letters_that_match_are_marked(session: Session, recent: Recent):
    row = QuickAdd(session, recent, HWC).rows("bn")[0]
    assert [row.label[place] for place in row.marks] == ["B", "N"]


def test_everything_is_offered_at_first_by_family(session: Session, recent: Recent):
    rows = QuickAdd(session, recent, HWC).rows("")
    assert headings(rows)[:3] == ["Input and output", "Convolution", "Pooling"]
    assert headings(rows)[-1] == "Library blocks"
    assert {"Input", "Conv2d:1x1", "Concat", "library:se-block"} <= set(keys(rows))
    assert "library:resnet50" not in keys(rows)  # a whole network is no block


def test_what_was_added_last_comes_first(session: Session, recent: Recent):
    for key in ("ReLU", "Linear[out_features=10]", "library:se-block", "module:gone", "Conv9d"):
        recent.note(key)
    rows = QuickAdd(session, recent, HWC).rows("")
    assert rows[0].label == "Recent"
    assert keys(rows)[:3] == ["library:se-block", "Linear[out_features=10]", "ReLU"]
    assert [row.detail for row in rows[1:4]] == ["Library blocks", "10", ""]
    assert {row.key: row.detail for row in rows[4:]}["library:se-block"] == ""  # below the heading that says it


def test_what_was_added_last_wins_among_what_is_found_alike(session: Session, recent: Recent):
    before = keys(QuickAdd(session, recent, HWC).rows("pool"))
    assert before[:2] == ["MaxPool2d", "AvgPool2d"]
    recent.note("AvgPool2d")
    after = keys(QuickAdd(session, recent, HWC).rows("pool"))
    assert after[:2] == ["AvgPool2d", "MaxPool2d"]


def test_blocks_of_the_sketch_are_offered_but_not_inside_themselves(session: Session, recent: Recent):
    session.apply(
        "Group",
        lambda d: extract_module(d, ["conv1x1"], module_id="unit", call_id="call", name="unit", new_id=session.new_id),
    )
    assert keys(QuickAdd(session, recent, HWC).rows("unit"))[0] == "module:unit"
    assert "module:unit" in keys(QuickAdd(session, recent, HWC).rows(""))
    assert session.enter("call")
    assert "module:unit" not in keys(QuickAdd(session, recent, HWC).rows(""))
    assert "module:unit" not in keys(QuickAdd(session, recent, HWC).rows("unit"))


def test_behind_an_output_each_row_says_what_would_come_out(session: Session, recent: Recent):
    offered = QuickAdd(session, recent, HWC, OutputRef("conv1x1"))
    assert offered.about == "From conv1x1 (28×28×64)"
    shown = {row.key: (row.hint, row.tone) for row in offered.rows("")}
    assert shown["MaxPool2d"] == ("→ 14×14×64", "fits")
    assert shown["Conv2d:3x3"] == ("→ 28×28×64", "fits")
    assert "Input" not in shown  # nothing can be led into it
    other = QuickAdd(session, recent, CHW, OutputRef("conv1x1"))
    assert {row.key: row.hint for row in other.rows("")}["MaxPool2d"] == "→ 64×14×14"


def test_what_will_not_fit_comes_last_with_the_reason(session: Session, recent: Recent):
    session.apply("Fewer", lambda d: edits.set_param(d, "conv1x1", "out_channels", 6))
    offered = QuickAdd(session, recent, HWC, OutputRef("conv1x1"))
    rows = offered.rows("")
    assert headings(rows)[-1] == "Will not fit as it is"
    warned = {row.key: row for row in rows if row.tone == "warned"}
    assert "GroupNorm" in warned  # 32 groups of 6 channels
    assert "6" in warned["GroupNorm"].detail
    assert warned["GroupNorm"].detail in warned["GroupNorm"].tip
    found = offered.rows("norm")
    tones = [row.tone for row in found]
    assert tones == sorted(tones, key=lambda tone: tone == "warned")
    assert found[-1].key == "GroupNorm"


def test_before_an_input_only_what_has_an_output_is_offered(session: Session, recent: Recent):
    offered = QuickAdd(session, recent, HWC, target=("concat", 0))
    assert offered.about == "Into concat"
    assert "Output" not in keys(offered.rows(""))
    assert "Input" in keys(offered.rows(""))


def test_on_a_wire_both_ends_count(session: Session, recent: Recent):
    offered = QuickAdd(session, recent, HWC, OutputRef("conv1x1"), ("relu1x1", 0))
    assert offered.about == "Between conv1x1 (28×28×64) and relu1x1"
    assert not {"Input", "Output"} & set(keys(offered.rows("")))
    assert "BatchNorm2d" in keys(offered.rows(""))


def test_what_is_hidden_is_told_from_what_there_is_none_of(session: Session, recent: Recent):
    offered = QuickAdd(session, recent, HWC, OutputRef("conv1x1"))
    assert "Input" not in keys(offered.rows("input 3x3"))
    assert "cannot be connected" in offered.nothing("input")
    assert "called “xyzzy”" in offered.nothing("xyzzy")


def test_nothing_is_written_on_a_large_sketch_while_one_types(recent: Recent):
    found = entry("resnet-152")
    assert found is not None
    session = Session(found.build(), seed=1)
    before = session.document
    offered = QuickAdd(session, recent, HWC, OutputRef(next(iter(session.graph.nodes))))
    for text in ("", "c", "co", "conv 3"):
        assert offered.rows(text)
    assert session.document is before


def test_blocks_of_the_library_are_judged_too(session: Session, recent: Recent):
    rows = {row.key: row for row in QuickAdd(session, recent, HWC, OutputRef("conv1x1")).rows("")}
    assert (rows["library:transition"].hint, rows["library:transition"].tone) == ("→ 14×14×32", "fits")
    assert rows["library:se-block"].tone == "warned"  # made for another number of channels
    assert "64" in rows["library:se-block"].detail


def test_an_input_says_its_shape(session: Session, recent: Recent):
    rows = QuickAdd(session, recent, HWC).rows("input 28x32x3")
    assert (rows[0].key, rows[0].hint) == ("Input[height=28;width=32;channels=3]", "→ 28×32×3")

"""Lanes have a limit: graphs that would need places by the square of their size are laid out all the same."""

from __future__ import annotations

import pytest
from hypothesis import given

from core.layout import lanes, pieces
from core.layout.lanes import Rows, longest_lane, rows_of
from core.layout.layered import Box, Layout, lay_out
from core.layout.pieces import parts_of
from core.layout.ranks import Wire
from tests.core.layout import drawings
from tests.core.layout.test_layered import graphs, wired


def u_of(levels: int) -> list[Box]:
    """A skip at every level, one inside the other."""
    sketch = drawings.Sketch()
    skips = [sketch.add()]
    for _ in range(levels):
        skips.append(sketch.add(skips[-1]))
    last = skips.pop()
    while skips:
        last = sketch.add(last, skips.pop())
    return sketch.boxes


def dense_of(layers: int) -> list[Box]:
    """Every layer reads all before it."""
    sketch = drawings.Sketch()
    outputs = [sketch.add()]
    for _ in range(layers):
        outputs.append(sketch.add(*outputs))
    return sketch.boxes


def counted(boxes: list[Box], monkeypatch: pytest.MonkeyPatch) -> tuple[int, Layout]:
    """Places and wires between them that a layout handles, and what comes of it."""
    seen: list[Rows] = []

    def noting(piece: lanes.Piece, longest: int | None) -> Rows:
        seen.append(rows_of(piece, longest))
        return seen[-1]

    with monkeypatch.context() as patch:
        patch.setattr(pieces, "rows_of", noting)
        layout = lay_out(boxes)
    return sum(len(rows.above) + sum(map(len, rows.above)) for rows in seen), layout


@pytest.mark.parametrize("draw", [u_of, dense_of], ids=lambda f: f.__name__)
def test_a_graph_of_wires_that_all_lead_far_is_one_trunk_in_bounded_steps(draw, monkeypatch):
    boxes = draw(300)
    steps, layout = counted(boxes, monkeypatch)
    assert steps < 3 * lanes._MOST
    assert drawings.overlaps(boxes, layout) == []
    assert len({drawings.centre(layout, box) for box in boxes}) == 1
    assert layout.routes.keys() == {(target.key, port) for _, port, target in wired(boxes)}


def test_the_inner_skips_of_a_deep_u_keep_their_lanes_and_the_outer_ones_lead_directly():
    boxes = u_of(400)
    layout = lay_out(boxes)
    bends = [len(layout.routes[box.key, 1]) for box in boxes if len(box.inputs) == 2]
    lanes_kept = [count == 4 for count in bends[1:]]  # the innermost passes one row and needs none that is long
    assert lanes_kept[0]
    assert not lanes_kept[-1]
    assert lanes_kept == sorted(lanes_kept, reverse=True)
    assert sum(lanes_kept) > 100


def test_what_fits_has_all_its_lanes():
    for boxes in (u_of(100), drawings.densenet_block(), drawings.nasnet()):
        layout = lay_out(boxes)
        assert drawings.struck(boxes, layout) == []


def test_equal_pieces_count_once(monkeypatch):
    """Blocks in a row have as many lanes as they need: they are drawn but once."""
    sketch = drawings.Sketch()
    at = sketch.add()
    for _ in range(5):
        skips = [at]
        for _ in range(12):
            skips.append(sketch.add(skips[-1]))
        at = skips.pop()
        while skips:
            at = sketch.add(at, skips.pop())
        at = sketch.add(at)
    monkeypatch.setattr(lanes, "_MOST_A_NODE", 0)
    monkeypatch.setattr(lanes, "_MOST", 200)
    assert drawings.struck(sketch.boxes, lay_out(sketch.boxes)) == []
    monkeypatch.setattr(lanes, "_MOST", 100)
    assert drawings.struck(sketch.boxes, lay_out(sketch.boxes)) != []


def piece_of(wires: list[list[Wire]], ranks: list[int]) -> lanes.Piece:
    ((piece, _),) = parts_of(wires, ranks, [(1, 1)] * len(ranks))
    assert piece is not None
    return piece


def test_the_longest_lane_is_the_longest_of_those_that_fit(monkeypatch):
    """One skip past two rows, for two places and a wire, and two past three rows."""
    wires = [[], [Wire(0, 0, 0)], [Wire(1, 0, 0)], [Wire(2, 0, 0)], [Wire(3, 0, 0), Wire(0, 0, 1)]]
    wires.append([Wire(4, 0, 0), Wire(2, 0, 1), Wire(1, 0, 2)])
    piece = piece_of(wires, [0, 1, 2, 3, 4, 5])
    monkeypatch.setattr(lanes, "_MOST_A_NODE", 0)
    for most, longest in ((2, 0), (3, 2), (10, 2), (11, None)):
        monkeypatch.setattr(lanes, "_MOST", most)
        assert longest_lane([piece]) == longest
    assert len(rows_of(piece, 2).lanes) == 1
    assert len(rows_of(piece).lanes) == 3
    monkeypatch.setattr(lanes, "_MOST_A_NODE", 2)
    assert longest_lane([piece]) is None


@given(graphs())
def test_without_any_lanes_nothing_overlaps_and_the_order_of_boxes_is_all_the_same(boxes):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lanes, "_MOST", 0)
        patch.setattr(lanes, "_MOST_A_NODE", 0)
        layout = lay_out(boxes)
        assert layout.positions.keys() == {box.key for box in boxes}
        assert drawings.overlaps(boxes, layout) == []
        assert lay_out(boxes[::-1]) == layout
        for route in layout.routes.values():
            assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in route)

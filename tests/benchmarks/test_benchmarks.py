"""The benchmarks run and print their tables. What they measure is not asserted: machines differ."""

from __future__ import annotations

import pytest

from benchmarks import canvas, edit, start_up
from benchmarks.__main__ import main
from benchmarks.floor import Content, Floor, counting
from benchmarks.measuring import in_a_child, table
from benchmarks.sketches import FIRST, LAST, MIDDLE, SMALLEST, inception_chain, marked_chain
from core.analysis.hints import issues_of
from core.analysis.infer import infer
from core.document import edits


def test_a_table_is_markdown_with_numbers_to_the_right():
    assert table(("what", "CPU"), [("a", "1 ms"), ("longer", "10 ms")]) == (
        "| what   |   CPU |\n| :----- | ----: |\n| a      |  1 ms |\n| longer | 10 ms |"
    )


def test_the_stages_of_the_start_are_reached_and_compared_with_the_floor():
    lines = start_up.report(rounds=1).splitlines()
    assert len(lines) == 6
    assert "1.00 ×" in lines[2]
    assert "≤ 1.6 ×" in lines[3]


def test_keystrokes_reach_the_document_and_the_screen():
    lines = edit.report(sizes=(SMALLEST,), rounds=1, repeats=1).splitlines()
    assert len(lines) == 6
    assert f"{SMALLEST} nodes, near the start" in lines[2]


@pytest.mark.parametrize("size", [SMALLEST, 50, 500])
def test_a_chain_has_so_many_nodes_and_all_of_them_follow_the_first_width(size):
    before = infer(inception_chain(size))
    assert len(before.main.graph.nodes) == size
    assert before.main.complete
    assert not before.issues()
    after = infer(edits.set_param(before.document, FIRST, "out_channels", 1280), before)
    changed = {key for key, result in after.main.results.items() if result is not before.main.results[key]}
    assert changed == set(before.document.main.nodes) - {"input", "output"}
    leaf = infer(edits.set_param(before.document, LAST, "out_channels", 20), before)
    assert leaf.main.evaluated == 2


def test_the_canvas_is_measured_in_every_way_and_what_is_missing_says_how_to_get_it(monkeypatch):
    monkeypatch.delenv("CONVAS_CANVAS_PEERS", raising=False)
    text = canvas.report(sizes=(50,), rounds=1, repeats=1, large=None)
    frames, _, scales, peers = text.split("\n\n")
    for row in canvas._GOALS:
        assert f"| {row} " in frames
    assert len(scales.splitlines()) == 12
    assert "| fit" in scales
    assert "CONVAS_CANVAS_PEERS=" in peers


def test_the_floor_draws_as_much_as_was_counted(qtbot):
    floor = Floor()
    qtbot.addWidget(floor)
    wanted = Content(rects=7, points=11, lines=5, cubics=3, sprites=13, labels=2)
    drawn = Content()
    with counting(drawn):
        assert floor.cost(wanted, floor.rect(), 1) > 0
    assert drawn == Content(**{name: 3 * count for name, count in vars(wanted).items()})


def test_a_marked_chain_has_all_that_is_marked():
    document = marked_chain(300, following=100)
    analysis = infer(document)
    graph = analysis.main.graph
    assert abs(len(graph.nodes) - 300) < 20
    assert {issue.severity for issue in issues_of(analysis)} == {"error", "hint"}
    assert {item.kind for item in graph.annotations.values()} == {"frame", "note"}
    assert graph.styles
    assert any(node.bypassed for node in graph.nodes.values())
    after = infer(edits.set_param(document, MIDDLE, "out_channels", 128), analysis)
    assert 50 < len(after.main.changed_since(analysis.main)[0]) <= 120


def test_what_a_child_process_says_when_it_fails_is_passed_on():
    with pytest.raises(RuntimeError, match="no_such_stage"):
        in_a_child("stages:no_such_stage")


def test_an_unknown_benchmark_is_named(capsys):
    assert main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err

"""The benchmarks run and print their tables. What they measure is not asserted: machines differ."""

from __future__ import annotations

import pytest

from benchmarks import edit, start_up
from benchmarks.__main__ import main
from benchmarks.measuring import in_a_child, table
from benchmarks.sketches import FIRST, LAST, SMALLEST, inception_chain
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


def test_what_a_child_process_says_when_it_fails_is_passed_on():
    with pytest.raises(RuntimeError, match="no_such_stage"):
        in_a_child("stages:no_such_stage")


def test_an_unknown_benchmark_is_named(capsys):
    assert main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err

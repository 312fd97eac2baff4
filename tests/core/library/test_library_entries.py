"""Every entry of the library: it is sound and laid out, its rows add up, and its totals are those of the references.

``library_totals.csv`` is a golden table: a number in it changes only when a network was wrong. The reference tables are
measured (torch 2.13.0) or published (weights of torchvision 0.28.0), and know nothing of this program.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from core.analysis.hints import issues_of
from core.analysis.infer import Analysis, infer
from core.analysis.totals import totals
from core.document import edits
from core.document.document import Document
from core.library.catalog import entries, entry
from core.report.listing import rounded_like

DATA = Path(__file__).parents[2] / "data"
NAMES = [found.name for found in entries()]
COUNTS = ("macs", "params", "buffers", "activations", "elementwise_ops")


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def built(name: str) -> Document:
    found = entry(name)
    assert found is not None
    return found.build()


@cache
def analysed(name: str) -> Analysis:
    return infer(built(name))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with_it_and_every_layer_is_counted(name):
    analysis = analysed(name)
    assert [f"{i.severity}: {i.message}" for i in issues_of(analysis) if i.severity in ("error", "warning")] == []
    assert totals(analysis).complete


@pytest.mark.parametrize("name", NAMES)
def test_every_node_of_every_graph_has_a_place_and_no_two_the_same(name):
    document = built(name)
    for graph in (document.main, *(module.graph for module in document.modules.values())):
        assert set(graph.layout) == set(graph.nodes)
        assert len(set(graph.layout.values())) == len(graph.nodes)


@pytest.mark.parametrize("name", NAMES)
def test_rows_times_copies_add_up_to_the_totals(name):
    analysis = analysed(name)
    sums = totals(analysis)
    for expanded in (True, False):
        rows = list(analysis.rows(expanded=expanded))
        for count in COUNTS:
            assert sum(getattr(row.cost, count) * row.copies for row in rows) == getattr(sums, count), count
        assert sum(row.result.layers * row.copies for row in rows) == sums.layers
    assert sum(row.copies for row in analysis.rows()) == sums.layers


@pytest.mark.parametrize("name", NAMES)
def test_a_sketch_that_is_not_laid_out_counts_the_same(name):
    found = entry(name)
    assert found is not None
    assert totals(infer(found.sketch())) == totals(analysed(name))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_published_is_the_same_to_the_last_printed_digit_or_explained(name):
    found = entry(name)
    assert found is not None
    sums = totals(analysed(name))
    for ours, published in ((sums.params, found.published_params), (sums.macs, found.published_macs)):
        if published is not None:
            assert found.published_by
            assert rounded_like(ours, published) == published or found.deviates
    assert bool(found.published_by) == (found.published_params is not None or found.published_macs is not None)


def test_what_differs_from_a_published_figure_is_only_this():
    apart = [
        found.name
        for found in entries()
        for ours, published in (
            (totals(analysed(found.name)).params, found.published_params),
            (totals(analysed(found.name)).macs, found.published_macs),
        )
        if published is not None and rounded_like(ours, published) != published
    ]
    assert apart == ["inception-v3"], "torchvision counts the parameters of the head that is there in training only"


def test_totals_are_those_of_the_golden_table():
    found = []
    for name in NAMES:
        sums = totals(analysed(name))
        counts = {count: str(getattr(sums, count)) for count in ("params", "buffers", "macs", "activations")}
        found.append({"name": name, **counts})
    assert found == table("library_totals.csv")


def at_input(name: str, shape: tuple[int, ...]) -> Analysis:
    """The network for another input; a variable that gives the size is left out."""
    document = built(name)
    (key,) = (key for key, node in document.main.nodes.items() if node.op.is_input)
    if analysed(name).main.results[key].output != shape:
        for axis, size in zip(("height", "width"), shape[2:], strict=True):
            document = edits.set_param(document, key, axis, size)
    return infer(document)


@pytest.mark.parametrize("row", table("reference_totals.csv"), ids=lambda row: f"{row['network']}-{row['input']}")
def test_totals_are_those_measured_with_another_engine(row):
    shape = tuple(map(int, row["input"].split("x")))
    analysis = at_input(row["entry"], shape)
    assert [result.output for result in analysis.main.results.values() if result.op.is_input] == [shape]
    sums = totals(analysis)
    for count in ("params", "buffers", "macs", "activations"):
        assert getattr(sums, count) == int(row[count]), count


@pytest.mark.parametrize(
    "row", table("published_torchvision.csv"), ids=lambda row: f"{row['network']}-{row['weights']}"
)
def test_totals_are_those_that_torchvision_publishes(row):
    side = int(row["input"])
    sums = totals(at_input(row["entry"], (1, 3, side, side)))
    assert sums.params == int(row["num_params"])
    assert round(sums.macs / 1e9, 3) == float(row["gmacs"])

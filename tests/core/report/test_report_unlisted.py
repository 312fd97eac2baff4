"""A report of merges that lie within one another is soon done, and says whose branches it leaves out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.analysis.infer import infer
from core.report import build as building
from core.report.build import build
from core.report.formats import FORMATS
from core.report.words import unlisted_text
from tests.core.analysis.nested import dense, u_net


@pytest.fixture(scope="module")
def report():
    document = dense(300)
    return build(document, infer(document))


@pytest.mark.parametrize("make", [lambda: dense(300), lambda: u_net(2000)], ids=["dense", "u"])
def test_the_branches_of_the_smallest_merges_are_listed_within_bounds(make):
    document = make()
    report = build(document, infer(document))
    listed = sum(len(branch.layers) + 1 for merge in report.merges for branch in merge.branches)
    listed += sum(len(merge.shared) for merge in report.merges)
    assert 1000 < listed <= building._MOST
    everywhere = [row.path for row in report.layers if row.type == "Concat"]
    assert sorted([merge.path for merge in report.merges] + list(report.unlisted)) == sorted(everywhere)
    assert min(len(merge.branches) for merge in report.merges) >= 1


def test_the_largest_are_left_out(report):
    assert [merge.path for merge in report.merges] == [f"join{number}" for number in range(len(report.merges))]
    assert report.unlisted[-1] == "join299"
    assert report.merges[1].branches[1].layers == ("join0", "conv0")


def test_a_sentence_says_which(report):
    left = len(report.unlisted)
    text = unlisted_text(report)
    assert text.startswith(f"The branches of {left} merges are left out")
    assert text.endswith(f"“join{300 - left + 4}” and {left - 5} more.")


@pytest.mark.parametrize("name", ["html", "md", "text"])
def test_every_format_for_people_says_so(name, report):
    text = " ".join(FORMATS[name].render(report).split())
    assert "Branches of other merges" in text
    assert f"The branches of {len(report.unlisted)} merges are left out" in text


def test_json_has_their_paths(report):
    record = json.loads(FORMATS["json"].render(report))
    assert record["merges_left_out"] == list(report.unlisted)
    assert len(record["merges"]) + len(record["merges_left_out"]) == 300


def test_nothing_is_said_where_all_are_listed():
    document = dense(20)
    report = build(document, infer(document))
    assert (len(report.merges), report.unlisted, unlisted_text(report)) == (20, (), "")
    for each in FORMATS.values():
        assert "left out, because" not in each.render(report)
        assert "merges_left_out" not in each.render(report)


def test_rows_do_not_walk_through_all_rows(report):
    class Rows(tuple):
        walks = 0

        def __iter__(self):
            Rows.walks += 1
            return super().__iter__()

    for each in FORMATS.values():
        Rows.walks = 0
        each.render(replace(report, layers=Rows(report.layers)))
        assert Rows.walks < 10

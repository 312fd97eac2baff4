"""Steps from one version of the format to the next, tried with versions that do not exist."""

from __future__ import annotations

import copy

import pytest

from core.errors import FormatError, VersionError
from core.io.migrations import STEPS, VERSION, Record, migrate
from core.io.plain import Problems, read_plain
from core.io.reading import document_of
from core.ops.conv import Conv2d


def filters_became_out_channels(record: Record) -> Record:
    """An artificial step: a field within nodes is called something else."""
    nodes = {}
    for key, node in record["graph"]["nodes"].items():
        params = dict(node.get("params", {}))
        if "filters" in params:
            params["out_channels"] = params.pop("filters")
        nodes[key] = {**node, "params": params}
    return {**record, "graph": {**record["graph"], "nodes": nodes}}


def layers_became_nodes(record: Record) -> Record:
    """Another, before it: the place of the nodes."""
    return {**{k: v for k, v in record.items() if k != "layers"}, "graph": {"nodes": record["layers"]}}


ARTIFICIAL = {1: layers_became_nodes, 2: filters_became_out_channels}
OLD: Record = {"format": "convas", "version": 1, "layers": {"a": {"type": "Conv2d", "params": {"filters": 7}}}, "x": 1}


def test_there_is_a_step_from_every_older_version():
    assert STEPS.keys() == set(range(1, VERSION))


def test_an_old_record_goes_through_every_step_and_stays_what_it_was():
    before = copy.deepcopy(OLD)
    new = migrate(OLD, to=3, steps=ARTIFICIAL)
    assert before == OLD
    assert new == {
        "format": "convas",
        "version": 3,
        "x": 1,
        "graph": {"nodes": {"a": {"type": "Conv2d", "params": {"out_channels": 7}}}},
    }


def test_a_record_between_goes_through_the_steps_that_are_left():
    between = {**layers_became_nodes(OLD), "version": 2}
    assert migrate(between, to=3, steps=ARTIFICIAL) == migrate(OLD, to=3, steps=ARTIFICIAL)


def test_a_record_of_this_version_is_left_alone():
    record: Record = {"version": VERSION}
    assert migrate(record) is record


def test_an_old_file_opens_as_a_document():
    document = document_of(OLD, Problems(), newest=3, steps=ARTIFICIAL)
    assert document.main.nodes["a"].op == Conv2d(out_channels=7)
    assert document.extra == {"x": 1}


def test_what_is_wrong_with_an_old_file_is_told_after_its_migration():
    value, problems = read_plain(
        '{"format": "convas", "version": 2, "graph": {"nodes": {"a": {"type": "Conv2d", "params": {"filters": "7"}}}}}'
    )
    with pytest.raises(FormatError) as error:
        document_of(value, problems, newest=3, steps=ARTIFICIAL)
    assert [problem.place for problem in error.value.problems] == ["$.graph.nodes.a.params.out_channels"]


def test_a_newer_version_is_still_refused():
    with pytest.raises(VersionError, match=r"format 4.* up to 3"):
        document_of({**OLD, "version": 4}, Problems(), newest=3, steps=ARTIFICIAL)

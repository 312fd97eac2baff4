"""What is carried on from one analysis to the next equals what is found from nothing, edit after edit."""

from __future__ import annotations

import random

import pytest

from benchmarks.sketches import marked_chain
from core.analysis.branches import immediate_dominators, merges
from core.analysis.hints import hints_in, issues_of
from core.analysis.infer import Analysis, infer
from core.document import edits
from core.document.document import Document
from core.document.graph import OutputRef
from core.document.styles import set_bypassed
from core.errors import EditError
from core.library.catalog import entry

STEPS = 40


def sketch(name: str) -> Document:
    if name == "marked":
        return marked_chain(80)
    found = entry(name)
    assert found is not None
    return found.sketch()


def another(document: Document, chance: random.Random) -> Document:
    """The document after an edit by chance: cut out, connect, disconnect, bypass, rename, another width."""
    keys = list(document.main.nodes)
    key, other = chance.choice(keys), chance.choice(keys)
    node = document.main.nodes[key]
    match chance.randrange(6):
        case 0:
            return edits.remove(document, [key])
        case 1:
            return edits.connect(document, OutputRef(other), key, chance.randrange(2))
        case 2 if any(node.inputs):
            return edits.disconnect(document, key, next(n for n, ref in enumerate(node.inputs) if ref is not None))
        case 3:
            return set_bypassed(document, [key], not node.bypassed)
        case 4:
            return edits.rename(document, key, f"{chance.choice('az')}{chance.randrange(99)}")
        case _:
            return edits.set_param(document, key, "out_channels", chance.randrange(1, 99))


def assert_same(found: Analysis) -> None:
    fresh = infer(found.document)
    assert merges(found.main) == merges(fresh.main)
    assert hints_in(found.main) == hints_in(fresh.main)
    assert issues_of(found) == issues_of(fresh)
    assert found.main.cost == fresh.main.cost
    assert (found.main.layers, found.main.unknown) == (fresh.main.layers, fresh.main.unknown)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["marked", "inception-3a", "resnet-18", "inception-v3"])
def test_branches_hints_and_sums_follow_any_edit(name, seed):
    chance = random.Random(seed)
    found = infer(sketch(name))
    past = [found]
    assert_same(found)
    for _ in range(STEPS):
        try:
            document = another(found.document, chance) if chance.random() < 0.8 else chance.choice(past).document
        except EditError:
            continue
        before, found = found, infer(document, found)
        past.append(found)
        changed, gone = found.main.changed_since(before.main)
        old, new = before.main.results, found.main.results
        assert set(changed) == {key for key in new if old.get(key) is not new[key]}
        assert set(gone) == old.keys() - new.keys()
        assert_same(found)


@pytest.mark.parametrize("name", ["marked", "inception-3a"])
def test_a_fork_is_the_last_node_that_all_paths_pass(name):
    analysis = infer(sketch(name)).main
    above = immediate_dominators(analysis)
    found = merges(analysis)
    assert found
    assert [merge.fork for merge in found] == [above[merge.node] for merge in found]

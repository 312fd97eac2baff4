"""Bad files: every problem with its place. The files lie in tests/data/files/bad, the places in expected.json there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.analysis.hints import issues_of
from core.analysis.infer import infer
from core.document.graph import OutputRef
from core.document.modules import ModuleCall, Variable
from core.errors import FormatError, VersionError
from core.io.codec import decode, encode
from core.io.migrations import VERSION
from core.language.formulas import Formula
from core.ops.conv import Conv2d
from core.ops.every import OPERATORS

FILES = Path(__file__).parents[2] / "data" / "files"
BAD = FILES / "bad"
EXPECTED: dict[str, list[str]] = json.loads((BAD / "expected.json").read_text(encoding="utf-8"))


def problems(text: str | bytes) -> dict[str, str]:
    with pytest.raises(FormatError) as error:
        decode(text)
    found = {problem.place: problem.message for problem in error.value.problems}
    assert len(found) == len(error.value.problems)
    return found


def sketch(nodes: str) -> str:
    return f'{{"format": "convas", "version": 1, "graph": {{"nodes": {{{nodes}}}}}}}'


def test_every_bad_file_has_its_expected_places():
    assert {path.stem for path in BAD.glob("*.convas")} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_file_is_refused_with_every_place_and_a_sentence_for_each(name):
    found = problems((BAD / f"{name}.convas").read_bytes())
    assert list(found) == EXPECTED[name]
    for message in found.values():
        assert message.endswith(".")
        message.encode("utf-8")  # can be shown and logged


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_a_file_of_every_version_that_ever_was_opens(version):
    document = decode((FILES / f"version-{version}.convas").read_bytes())
    assert {node.op.type_name() for node in document.main.nodes.values()} >= OPERATORS.keys() - LATER
    assert document.meta.batch == 8
    assert document.main.nodes["conv"].op == Conv2d(
        out_channels=32, kernel_size=(5, 7), stride=(2, 2), padding=(2, 2, 3, 3), bias=False, padding_mode="reflect"
    )
    assert document.main.nodes["depthwise"].formulas["groups"].text == "c_in"
    assert document.main.nodes["mystery"].extra_params["offset_groups"] == 2
    assert document.extra == {"history": {"opened": [{"by": "later"}]}}
    assert list(document.variables) == ["width", "depth", "base"]
    assert document.variables["width"] == Variable(1.0, "multiplies all channels", {"unit": "×"})
    residual = document.modules["residual"]
    assert (residual.name, residual.inputs, residual.outputs) == ("Residual block", ("in",), ("out",))
    assert residual.parameters == {"width": Variable(64, "channels"), "stride": Variable(1)}
    assert document.modules["two_ports"].inputs == ("b", "a")
    call = document.main.nodes["stage"].op
    assert isinstance(call, ModuleCall)
    assert (call.module, call.repeat, call.shared, call.label) == ("residual", 3, True, "Residual block")
    assert dict(call.arguments) == {
        "stride": 1,
        "t": 0.5,
        "unknown later": Formula("i + 1"),
        "width": Formula("base*2"),
    }
    assert document.main.nodes["third"].inputs == (OutputRef("split", 2),)


LATER: set[str] = set()
"""Operators that were added after the file of version 1 was written; it is never changed."""


def test_the_file_of_this_version_is_written_back_byte_for_byte():
    data = (FILES / f"version-{VERSION}.convas").read_bytes()
    assert encode(decode(data)).encode() == data


def test_values_out_of_range_open_and_are_issues_of_their_layers():
    document = decode((FILES / "version-1.convas").read_bytes())
    wrong = {(issue.node, issue.param) for issue in issues_of(infer(document)) if issue.severity == "error"}
    assert ("depthwise", "kernel_size.0") in wrong
    assert {node for node, _ in wrong} >= {"depthwise", "unplaced", "mystery", "max", "lost"}


def test_a_newer_version_is_refused_by_name():
    with pytest.raises(VersionError, match=r"newer Convas \(format 7\); this one reads formats up to 1\. Update"):
        decode((BAD / "newer-version.convas").read_bytes())


def test_a_newer_version_is_told_before_anything_else_is_looked_at():
    text = '{"format": "convas", "version": 2, "graph": [1], "zoom": 1e999}'
    with pytest.raises(VersionError):
        decode(text)


def test_a_cycle_is_named_by_its_layers():
    found = problems((BAD / "cycle.convas").read_bytes())
    assert "“first” → “second” → “third” → “first”" in found["$.graph.nodes.conv1.inputs"]


def test_a_long_cycle_is_named_in_short():
    count = 30_000
    ring = ", ".join(f'"n{k}": {{"type": "ReLU", "inputs": ["n{(k - 1) % count}"]}}' for k in range(count))
    ((place, message),) = problems(sketch(ring)).items()
    assert place.startswith("$.graph.nodes.n")
    assert "…" in message
    assert len(message) < 200


def test_a_wire_to_itself_is_a_cycle():
    assert "“a” → “a”" in problems(sketch('"a": {"type": "ReLU", "inputs": ["a"]}'))["$.graph.nodes.a.inputs"]


@pytest.mark.parametrize("digits", [32, 400, 5_000, 100_000])
@pytest.mark.parametrize("sign", ["", "-"])
def test_integers_beyond_reason_are_too_large_wherever_they_stand(digits, sign):
    number = sign + "9" * digits
    text = sketch(f'"a": {{"type": "Conv2d", "params": {{"groups": {number}}}, "more": {{"deep": [{number}]}}}}')
    found = problems(text)
    assert list(found) == ["$.graph.nodes.a.params.groups", "$.graph.nodes.a.more.deep[0]"]
    assert all("too large" in message for message in found.values())


def test_the_largest_integer_opens_and_one_more_does_not():
    def text(number: int) -> str:
        return sketch(f'"a": {{"type": "Conv2d", "params": {{"groups": {number}}}}}')

    assert decode(text(10**30)).main.nodes["a"].op == Conv2d(groups=10**30)
    assert decode(text(-(10**30))).main.nodes["a"].op == Conv2d(groups=-(10**30))
    assert list(problems(text(10**30 + 1))) == ["$.graph.nodes.a.params.groups"]
    assert list(problems(text(-(10**30) - 1))) == ["$.graph.nodes.a.params.groups"]


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"format": "convas", "version": 1, "graph": ['])
@pytest.mark.parametrize("count", [101, 990, 100_000])
@pytest.mark.parametrize("closed", [True, False])
def test_any_number_of_brackets_gives_a_place(opening, count, closed):
    closing = {"[": "]", "{": "}"}
    text = (
        opening * count + ("1" + "".join(closing[sign] for sign in reversed(opening * count) if sign in "[{")) * closed
    )
    (place,) = problems(text)
    assert place.startswith("line 1, column ")


def test_a_hundred_brackets_can_be_kept():
    text = sketch(f'"a": {{"type": "Later", "more": {"[" * 95}{"]" * 95}}}')
    assert encode(decode(encode(decode(text)))) == encode(decode(text))


def test_brackets_in_texts_are_not_counted():
    name = "[{" * 200
    assert decode(sketch(f'"a": {{"type": "ReLU", "name": "{name}"}}')).main.nodes["a"].name == name


def test_each_cut_of_a_file_is_refused_with_a_place():
    data = (FILES / "version-1.convas").read_bytes()
    for end in range(0, len(data) - 3, 7):
        (place,) = problems(data[:end])
        assert place.startswith("line ")


def test_most_cuts_are_told_to_be_cuts():
    data = (FILES / "version-1.convas").read_bytes()
    ends = range(10, len(data) - 3, 7)
    told = sum("ends too early" in next(iter(problems(data[:end]).values())) for end in ends)
    assert told == len(ends)


def test_more_than_one_mistake_is_more_than_one_problem():
    text = sketch(
        '"a": {"type": "Conv2d", "params": {"stride": 2, "groups": true}, "inputs": ["gone"], "at": [0]},'
        '"b": {"type": "ReLU", "name": "a", "inputs": ["b"]}'
    )
    assert sorted(problems(text)) == [
        "$.graph.nodes.a.at",
        "$.graph.nodes.a.inputs[0]",
        "$.graph.nodes.a.params.groups",
        "$.graph.nodes.a.params.stride",
        "$.graph.nodes.b.inputs",
        "$.graph.nodes.b.name",
    ]


def test_formulas_that_cannot_be_read_open():
    node = decode(sketch('"a": {"type": "Conv2d", "formulas": {"groups": "2 +", "stride.1": ""}}')).main.nodes["a"]
    assert node.formulas["groups"].text == "2 +"
    assert node.formulas["stride.1"].text == ""


def test_formulas_of_parameters_that_have_no_number_are_kept_as_unknown():
    node = decode(sketch('"a": {"type": "Conv2d", "formulas": {"bias": "c_in", "stride": 1}}')).main.nodes["a"]
    assert node.formulas == {}
    assert node.extra_formulas == {"bias": "c_in", "stride": 1}

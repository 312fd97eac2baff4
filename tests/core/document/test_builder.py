"""Documents written as Python."""

from core.document.builder import COLUMN, ROW, Builder
from core.document.graph import OutputRef, Point
from core.language.formulas import Formula
from core.ops.conv import Conv2d
from core.ops.merge import Add, Concat


def test_ids_follow_from_names_and_are_told_apart():
    build = Builder("T", "d", "s")
    x = build.input(3, 8, 8)
    a = build.add(Conv2d(), x, name="Conv 3×3", at=(0, 1))
    b = build.add(Conv2d(), x, name="Conv 3x3", at=(1, 1))
    c = build.add(Conv2d(), x, name="!?", at=(2, 1))
    assert (a.node, b.node, c.node) == ("conv_3x3", "conv_3x3_2", "node")
    nodes = build.build().main.nodes
    assert [nodes[ref.node].name for ref in (a, b, c)] == ["Conv 3×3", "Conv 3x3", "!?"]


def test_a_name_used_twice_is_told_apart_like_any_other():
    build = Builder()
    for _ in range(3):
        build.add(Conv2d(), name="conv", at=(0, 0))
    assert [node.name for node in build.build().main.nodes.values()] == ["conv", "conv_2", "conv_3"]


def test_the_same_program_gives_an_equal_document_every_time():
    def program():
        build = Builder("T", "d", "s")
        x = build.input(3, 8, 8, at=(0, 0))
        y = build.add(Conv2d(), x, name="conv", at=(0, 1), formulas={"groups": "c_in"})
        build.output(y, at=(0, 2.5))
        return build.build()

    one, two = program(), program()
    assert one is not two
    assert one.same_as(two)
    assert one.main.nodes["conv"].formulas == {"groups": Formula("c_in")}
    assert one.main.position("output") == Point(0, 2.5 * ROW)
    assert (one.meta.title, one.meta.description, one.meta.source) == ("T", "d", "s")


def test_inputs_that_are_not_given_stay_open_and_merges_take_what_they_get():
    build = Builder()
    lone = build.add(Conv2d(), name="lone", at=(1, 0))
    join = build.add(Concat(), lone, lone, name="join", at=(0, 0))
    empty = build.add(Add(), name="add", at=(0, 0))
    document = build.build()
    assert document.main.nodes[lone.node].inputs == (None,)
    assert document.main.nodes[join.node].inputs == (OutputRef("lone"), OutputRef("lone"))
    assert document.main.nodes[empty.node].inputs == ()
    assert document.main.position("lone") == Point(COLUMN, 0)


def test_a_built_document_does_not_change_when_the_builder_goes_on():
    build = Builder()
    x = build.input(3, 8, 8)
    before = build.build()
    build.output(x, at=(0, 1))
    assert list(before.main.nodes) == ["input"]

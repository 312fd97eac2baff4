"""What is bypassed is marked in every format of a report, and by the command that checks."""

import csv
import io
import json
from typing import Any

import pytest

from core import cli
from core.analysis.infer import infer
from core.document import edits
from core.document.builder import Builder
from core.document.styles import set_bypassed
from core.io.codec import encode
from core.language.formulas import Formula
from core.ops.activation import ReLU
from core.ops.conv import Conv2d
from core.report.build import build
from core.report.formats import FORMATS


def report(*bypassed, graph=""):
    """input → conv → unit ×2 → output, the unit of a conv and a ReLU."""
    sketch = Builder("Bypassed")
    unit = sketch.block("unit")
    inner = unit.add(Conv2d, unit.input(), name="inner", out_channels=4, kernel_size=1)
    unit.output(unit.add(ReLU, inner, name="act"))
    x = sketch.add(Conv2d, sketch.input(4, 8, 8), name="conv", out_channels=4, kernel_size=1)
    sketch.output(sketch.call(unit, x, name="units", repeat=2))
    document = set_bypassed(sketch.build(), bypassed, True, graph=graph)
    return document, build(document, infer(document))


def rendered(name, *bypassed, graph=""):
    return FORMATS[name].render(report(*bypassed, graph=graph)[1])


def test_a_row_says_so_and_costs_nothing():
    _, made = report("conv")
    row = made.layers[0]
    assert (row.path, row.bypassed, row.macs, row.params, row.activations) == ("conv", True, 0, 0, 0)
    assert (row.formula, row.params_formula) == ("0 (bypassed)", "0 (bypassed)")
    assert (made.totals.layers, made.bypassed) == (4, 1)
    assert made.sound


def test_a_bypassed_block_is_one_row_and_a_layer_in_it_counts_for_every_copy():
    _, made = report("units")
    assert [(row.path, row.type, row.bypassed) for row in made.layers[1:]] == [("units", "Module", True)]
    assert (report("act", graph="unit")[1].bypassed, report("act", graph="unit")[1].totals.layers) == (2, 3)


def test_one_that_waits_is_marked_all_the_same():
    sketch = Builder("Waits")
    sketch.add(ReLU, sketch.input(4, 8, 8), name="act")
    document = set_bypassed(edits.disconnect(sketch.build(), "act", 0), ("act",), True)
    (row,) = build(document, infer(document)).layers
    assert (row.bypassed, row.macs, row.formula) == (True, None, None)


@pytest.mark.parametrize("name", ["text", "md", "html"])
def test_formats_for_people_mark_it_and_say_what_it_means(name):
    text = rendered(name, "conv")
    assert "bypassed: " in text
    assert "0 (bypassed)" in text
    assert "hands on its first input unchanged" in text
    assert "hands on its first input" not in rendered(name)


def test_html_dims_the_row():
    assert '<tr class="bypassed"><td>conv</td>' in rendered("html", "conv")


def test_json_has_a_key_of_its_own():
    layers = json.loads(rendered("json", "conv"))["layers"]
    assert [(layer["name"], layer["bypassed"]) for layer in layers] == [
        ("conv", True),
        ("inner", False),
        ("act", False),
    ]
    assert layers[0]["formula"] == "0 (bypassed)"


def test_csv_has_a_column_of_its_own():
    rows = list(csv.DictReader(io.StringIO(rendered("csv", "conv"))))
    assert [row["bypassed"] for row in rows] == ["yes", "", ""]
    assert rows[0]["macs"] == "0"


def no_pen(*_args: Any, **_kwargs: Any) -> bytes:
    raise AssertionError("nothing is drawn here")


def test_check_counts_them_apart(tmp_path, capsys):
    document, _ = report("conv")
    path = tmp_path / "a.convas"
    path.write_text(encode(document), encoding="utf-8")
    assert cli.run(["check", str(path)], no_pen) == cli.SOUND
    assert "sound; 4 layers, 1 bypassed, " in capsys.readouterr().out


def test_a_literal_beneath_a_formula_without_a_value_is_in_no_report():
    document, _ = report("conv")
    document = edits.set_param(document, "conv", "out_channels", Formula("nothing + 1"))
    made = build(document, infer(document))
    assert (made.layers[0].summary, made.layers[0].macs, made.issues) == ("out_channels = nothing + 1", 0, ())
    valued = edits.set_param(document, "conv", "out_channels", Formula("c_in + 3"))
    assert "7" in build(valued, infer(valued)).layers[0].summary

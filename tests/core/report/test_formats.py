"""Every format: its structure, and what it does with names that are out to do harm."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest

from core.analysis.infer import infer
from core.document import edits
from core.document.document import Document
from core.library.catalog import entries, entry
from core.report.build import Report, build
from core.report.formats import FORMATS
from core.report.listing import library_markdown, library_text, rounded_like
from core.report.markdown import escape
from core.report.page_html import render_html
from core.report.plain_text import aligned
from core.report.words import bytes_text, one_line

NAMES = [found.name for found in entries()]
SOME = [found.name for found in entries() if found.kind != "network"]
SOME += ["lenet-5-1998", "googlenet", "resnet-50", "mobilenet-v1-0.5-160", "convnext-tiny", "unet"]
"""Blocks, and networks with all that may be in one."""
HOSTILE = "<script>alert('x')</script>|`a`\x1b[31m\n=1+1 \u202eevil \ud800"


def sketch(name: str) -> Document:
    found = entry(name)
    assert found is not None
    return found.build()


def report_of(document: Document, **options) -> Report:
    return build(document, infer(document), **options)


def rendered(fmt: str, name: str = "inception-3a", **options) -> str:
    return FORMATS[fmt].render(report_of(sketch(name), **options))


@pytest.fixture
def hostile() -> Report:
    document = sketch("inception-naive")
    document = edits.set_meta(document, title=HOSTILE, description=HOSTILE, source=HOSTILE)
    for node in ("conv1x1", "pool", "concat"):
        document = edits.rename(document, node, f"{node} {HOSTILE}")
    document = edits.rename(document, "conv3x3", "=cmd()")
    return report_of(edits.set_param(document, "conv5x5", "groups", 7))


# -- json -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SOME)
def test_json_has_these_keys_and_no_others(name):
    record = json.loads(rendered("json", name))
    assert (record["format"], record["version"]) == ("convas-report", 1)
    assert list(record) == [
        "format",
        "version",
        "title",
        "description",
        "source",
        "conventions",
        "inputs",
        "outputs",
        "totals",
        "layers",
        "merges",
        "issues",
    ]
    assert list(record["conventions"]) == ["shapes", "batch", "precision", "bytes_per_number", "variables", "counted"]
    assert list(record["totals"]) == [
        "macs",
        "params",
        "buffers",
        "activations",
        "elementwise_ops",
        "weight_bytes",
        "activation_bytes",
        "complete",
    ]
    for layer in record["layers"]:
        assert list(layer) == [
            "path",
            "name",
            "type",
            "copies",
            "inputs",
            "outputs",
            "output",
            "macs",
            "params",
            "buffers",
            "activations",
            "elementwise_ops",
            "formula",
            "bypassed",
        ]
        assert layer["output"] == layer["outputs"][0]
        assert bool(layer["formula"]) == bool(layer["macs"])
    for merge in record["merges"]:
        assert list(merge) == ["path", "fork", "shared", "branches"]
        for branch in merge["branches"]:
            assert list(branch) == ["layers", "channels_in", "channels_out", "macs", "params"]
    for issue in record["issues"]:
        assert list(issue) == ["path", "param", "severity", "message"]


def test_json_holds_the_numbers_of_inception_3a():
    record = json.loads(rendered("json"))
    assert record["totals"] == {
        "macs": 128_049_152,
        "params": 163_696,
        "buffers": 0,
        "activations": 928_256,
        "elementwise_ops": 1_931_776,
        "weight_bytes": 654_784,
        "activation_bytes": 3_713_024,
        "complete": True,
    }
    fives = next(layer for layer in record["layers"] if layer["path"] == "conv5x5")
    assert fives == {
        "path": "conv5x5",
        "name": "conv5x5",
        "type": "Conv2d",
        "copies": 1,
        "inputs": [[1, 16, 28, 28]],
        "outputs": [[1, 32, 28, 28]],
        "output": [1, 32, 28, 28],
        "macs": 10_035_200,
        "params": 12_832,
        "buffers": 0,
        "activations": 25_088,
        "elementwise_ops": 25_088,
        "formula": "28·28·32 × 5·5·16 = 10,035,200",
        "bypassed": False,
    }
    assert record["merges"] == [
        {
            "path": "concat",
            "fork": "input",
            "shared": [],
            "branches": [
                {
                    "layers": ["conv1x1", "relu1x1"],
                    "channels_in": 192,
                    "channels_out": 64,
                    "macs": 9_633_792,
                    "params": 12_352,
                },
                {
                    "layers": ["conv3x3_reduce", "relu3x3_reduce", "conv3x3", "relu3x3"],
                    "channels_in": 192,
                    "channels_out": 128,
                    "macs": 101_154_816,
                    "params": 129_248,
                },
                {
                    "layers": ["conv5x5_reduce", "relu5x5_reduce", "conv5x5", "relu5x5"],
                    "channels_in": 192,
                    "channels_out": 32,
                    "macs": 12_443_648,
                    "params": 15_920,
                },
                {
                    "layers": ["pool", "pool_proj", "relu_proj"],
                    "channels_in": 192,
                    "channels_out": 32,
                    "macs": 4_816_896,
                    "params": 6_176,
                },
            ],
        }
    ]
    assert record["issues"] == []


def test_json_has_copies_and_variables():
    record = json.loads(rendered("json", "mobilenet-v1-0.5-160"))
    assert record["conventions"]["variables"] == {"alpha": 0.5, "resolution": 160}
    copies = {layer["path"]: layer["copies"] for layer in record["layers"]}
    assert copies["conv1"] == 1
    assert copies["separable 512_2/depthwise"] == 5
    for count in ("macs", "params", "buffers", "activations", "elementwise_ops"):
        assert sum(layer[count] * layer["copies"] for layer in record["layers"]) == record["totals"][count]


def test_json_says_null_for_what_is_not_known():
    document = edits.disconnect(sketch("course-bottleneck"), "bottleneck", 0)
    record = json.loads(FORMATS["json"].render(report_of(document)))
    first, second = record["layers"]
    assert first["inputs"] == second["inputs"] == [None]
    for layer in (first, second):
        assert layer["outputs"] == []
        unknown = ("output", "macs", "params", "buffers", "activations", "elementwise_ops", "formula")
        assert [layer[key] for key in unknown] == [None] * 7
    assert record["totals"]["complete"] is False
    assert record["totals"]["macs"] == 0
    assert {issue["severity"] for issue in record["issues"] if issue["path"] == "bottleneck"} == {"error"}


def test_json_keeps_names_as_they_are(hostile):
    assert json.loads(FORMATS["json"].render(hostile))["title"] == HOSTILE


# -- csv --------------------------------------------------------------------------------------------------------------


def test_csv_is_rfc_4180_with_one_record_a_layer():
    text = rendered("csv", "inverted-bottleneck")
    assert text.count("\r\n") == text.count("\n") == 10
    records = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(record) for record in records} == {len(records[0])}
    columns = dict(zip(records[0], zip(*records[1:], strict=True), strict=True))
    assert sum(map(int, columns["macs"])) == 10_988_544
    assert sum(map(int, columns["buffers"])) == 832
    assert columns["output (H×W×C)"][0] == "28×28×192"
    assert columns["inputs (H×W×C)"][-1] == "28×28×32, 28×28×32"


def test_csv_multiplied_by_copies_adds_up():
    records = csv.DictReader(io.StringIO(rendered("csv", "resnet-50"), newline=""))
    assert sum(int(record["macs"]) * int(record["copies"]) for record in records) == 4_089_184_256


def test_csv_leaves_what_is_not_known_empty():
    document = edits.set_param(sketch("course-bottleneck"), "conv5x5", "groups", 7)
    *_, wrong = csv.DictReader(io.StringIO(FORMATS["csv"].render(report_of(document)), newline=""))
    assert [wrong[key] for key in ("output (H×W×C)", "macs", "params", "formula")] == [""] * 4


@pytest.mark.parametrize("start", "=+-@")
def test_csv_gives_a_spreadsheet_no_orders(start):
    document = edits.rename(sketch("course-5x5"), "conv5x5", f"{start}cmd|' calc'!A0")
    record = next(csv.DictReader(io.StringIO(FORMATS["csv"].render(report_of(document)), newline="")))
    assert record["path"] == f"'{start}cmd|' calc'!A0"


def test_no_field_of_csv_starts_with_an_order_or_breaks_its_line(hostile):
    for record in csv.reader(io.StringIO(FORMATS["csv"].render(hostile), newline="")):
        assert not any(field.startswith(("=", "+", "-", "@", "\t", "\r")) or "\n" in field for field in record)


# -- markdown ---------------------------------------------------------------------------------------------------------


def cells(line: str) -> list[str]:
    return re.split(r"(?<!\\)\|", line)[1:-1]


@pytest.mark.parametrize("name", SOME)
def test_markdown_tables_have_as_many_cells_in_every_row_as_in_their_rule(name):
    blocks = [block.splitlines() for block in rendered("md", name).split("\n\n") if block.startswith("|")]
    assert len(blocks) >= 2
    for lines in blocks:
        assert re.fullmatch(r"\|( -{3}:? \|)+", lines[1])
        assert {len(cells(line)) for line in lines} == {len(cells(lines[1]))}


def test_markdown_holds_totals_branches_formulas_and_conventions():
    text = rendered("md")
    assert text.startswith("# Inception module 3a of GoogLeNet\n")
    for piece in (
        "| MACs | 128,049,152 |",
        "28·28·32 × 5·5·16 = 10,035,200",
        "| 192 → 128 | 50.0 % | 101,154,816 | 79.0 % | 129,248 |",
        "(H×W×C)",
        "Multiply-accumulates",
    ):
        assert piece in text


def test_markdown_escapes_what_would_mean_something():
    assert escape("a|b <i> *x* `c` [d](e) #f & $g$ _h_ conv5x5_reduce") == (
        "a\\|b &lt;i&gt; \\*x\\* \\`c\\` \\[d\\](e) \\#f &amp; \\$g\\$ \\_h\\_ conv5x5_reduce"
    )


def test_a_hostile_name_stays_in_its_cell(hostile):
    text = FORMATS["md"].render(hostile)
    assert "<" not in text.replace("&lt;", "")
    for block in text.split("\n\n"):
        if block.startswith("|"):
            assert len({len(cells(line)) for line in block.splitlines()}) == 1


# -- html -------------------------------------------------------------------------------------------------------------

VOID = {"meta", "br"}


class Page(HTMLParser):
    """Checks that what is opened is closed, and remembers what there was."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize("name", SOME)
def test_html_is_well_formed_and_fetches_nothing(name):
    page = Page(rendered("html", name))
    assert {"script", "link", "img", "iframe"}.isdisjoint(tag for tag, _ in page.tags)
    assert not any({"src", "href"} & attrs.keys() for _, attrs in page.tags)
    style = next(text for text in page.texts if ":root" in text)
    assert "url(" not in style
    assert "@import" not in style
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style


def test_html_shows_totals_bars_layers_with_formulas_and_conventions():
    text = rendered("html")
    page = Page(text)
    for piece in (
        "128,049,152",
        "163,696",
        "28·28·32 × 5·5·16 = 10,035,200 MACs",
        "5·5·16 × 32 + 32 = 12,832 params",
        "What is counted",
        "28×28×192 → 28×28×256 ",
    ):
        assert piece in page.texts, piece
    widths = re.findall(r'<span class="c\d" style="width:([\d.]+)%"', text)
    assert widths == ["25.0", "50.0", "12.5", "12.5"]
    assert "channels" in text


def test_html_has_no_channel_bar_for_an_add():
    assert 'class="bar"' not in rendered("html", "residual-basic")


def test_html_holds_the_picture_inline_for_light_and_for_dark():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text>{}</text></svg>'
    light = f'<?xml version="1.0"?>\n{svg.format("light")}'
    text = rendered("html", picture=light, dark_picture=svg.format("dark"))
    Page(text)
    assert f'<div class="paper on-light">{svg.format("light")}</div>' in text
    assert f'<div class="paper on-dark">{svg.format("dark")}</div>' in text
    assert "<?xml" not in text
    only = rendered("html", picture=light)
    assert f'<div class="paper">{svg.format("light")}</div>' in only


def test_html_says_when_totals_are_incomplete():
    document = edits.set_param(sketch("course-bottleneck"), "conv5x5", "groups", 7)
    page = Page(FORMATS["html"].render(report_of(document)))
    assert any(text.startswith("Incomplete: 2 nodes have no result") for text in page.texts)
    assert any(re.search("16 input channels.*7 groups", text) for text in page.texts)


def test_html_escapes_a_hostile_title_and_names(hostile):
    text = render_html(hostile)
    page = Page(text)
    assert "script" not in {tag for tag, _ in page.tags}
    assert any("<script>alert('x')</script>" in piece for piece in page.texts), "it is shown, as text"


# -- text -------------------------------------------------------------------------------------------------------------


def test_text_columns_line_up():
    lines = rendered("text").splitlines()
    start = lines.index("Layers") + 1
    table = lines[start : start + 16]
    rule = table[1]
    ends = [found.end() for found in re.finditer("-+", rule)]
    for line in table[2:]:
        assert all(line[end : end + 2] in ("", "  ") for end in ends)
    assert table[2].split() == [
        *("conv1x1", "Conv2d", "1×1,", "64", "28×28×64", "9,633,792", "12,352", "50,176"),
        *("28·28·64", "×", "1·1·192", "=", "9,633,792"),
    ]


def test_text_counts_wide_characters_as_two_columns():
    assert aligned([("层", "1"), ("ab", "22")], right=(1,)) == ["层   1", "ab  22"]


def test_text_gives_a_terminal_no_orders(hostile):
    text = FORMATS["text"].render(hostile)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    text.encode("utf-8")


def test_a_text_of_several_lines_becomes_one():
    assert one_line(" a\n\tb\x00c\u2028d ") == "a b c d"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1,023 bytes"),
        (1024, "1,024 bytes (1.0 KiB)"),
        (654_784, "654,784 bytes (639.4 KiB)"),
        (3 * 2**30, "3,221,225,472 bytes (3.0 GiB)"),
    ],
)
def test_bytes_are_exact_and_rounded(value, said):
    assert bytes_text(value) == said


# -- copies and variables ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fmt", "cell"), [("text", " ×2 "), ("md", "| ×2 |"), ("html", '<td class="n">×2</td>')])
def test_there_is_a_column_of_copies_where_a_row_stands_for_several(fmt, cell):
    text = rendered(fmt, "resnet-50")
    assert cell in text
    assert "Copies" in text
    assert "conv5_x[2-3]/conv3x3" in text.replace("\\", "")
    flat = rendered(fmt, "residual-bottleneck")
    assert "×1 " not in flat.replace("×1 r", "")
    assert "Copies" not in flat


@pytest.mark.parametrize("fmt", ["text", "md", "html"])
def test_the_conventions_say_for_which_values_of_the_variables_the_numbers_hold(fmt):
    assert "alpha = 0.5, resolution = 160." in rendered(fmt, "mobilenet-v1-0.5-160")
    assert "Variables" not in rendered(fmt, "resnet-50")


def test_layers_of_a_branch_are_named_as_in_their_graph():
    text = rendered("text", "resnet-50")
    assert "\nBranches of conv2_x[1]/add (Add), from conv2_x[1]/input\n" in text
    assert "\n  reduce → reduce_bn → " in text


# -- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_renders_an_empty_sketch_and_one_that_is_wrong_throughout(fmt):
    assert FORMATS[fmt].render(report_of(Document()))
    document = edits.disconnect(sketch("inception-3a"), "conv1x1", 0)
    document = edits.set_param(document, "input", "height", 0)
    assert FORMATS[fmt].render(report_of(document))


@pytest.mark.parametrize("fmt", ["text", "md", "csv", "html"])
def test_shapes_are_written_in_the_chosen_order_which_is_named(fmt):
    text = rendered(fmt, shape_order="CHW")
    assert "192×28×28" in text
    assert "28×28×192" not in text
    assert "C×H×W" in text


@pytest.mark.parametrize("fmt", FORMATS)
def test_rendering_twice_gives_the_same_text(fmt):
    assert rendered(fmt) == rendered(fmt)


# -- the library ------------------------------------------------------------------------------------------------------


def test_the_listing_names_every_entry_with_input_totals_and_source():
    lines = library_text().splitlines()
    assert [line.split()[0] for line in lines[2:]] == NAMES
    assert re.search(r"^lenet-5 +32×32×1 +61,706 +416,520  LeCun et al\.", "\n".join(lines), re.MULTILINE)
    ends = [found.end() for found in re.finditer("-+", lines[1])][:-1]
    assert all(line[end : end + 2] == "  " for line in lines for end in ends)
    assert "3×224×224" in library_text("CHW")


def test_the_page_sets_published_figures_beside_ours_and_says_what_differs():
    page = library_markdown()
    for name in NAMES:
        assert page.count(f"\n| {name} |") == page.count(f"\n- **{name}**: ") == 1
    assert "| resnet-18 | 224×224×3 | 11,689,512 | 1,814,073,344 | 11,689,512 | = | 1,814,073,344 | = |" in page
    assert "| 15,470,264,320 | 138,357,544 | = | 15,470,000,000 | = |" in page
    assert "| 27,161,264 | −3,326,696 (−12.2 %) |" in page
    assert page.count("%) |") == 1, "every other figure is the same"


@pytest.mark.parametrize(
    ("value", "like", "said"),
    [
        (3_663_761_408, 3_664_000_000, 3_664_000_000),
        (1_500, 2_000, 2_000),
        (1_499, 2_000, 1_000),
        (153, 150, 153),
        (7, 0, 7),
    ],
)
def test_a_number_is_rounded_to_the_digits_that_another_has(value, like, said):
    assert rounded_like(value, like) == said


def test_a_network_without_an_output_says_so():
    document = edits.remove(sketch("course-5x5"), ["output"])
    assert "28×28×192 → no Output" in FORMATS["text"].render(report_of(document))


def test_lines_of_a_text_report_stay_readable_and_numbers_in_formulas_are_grouped():
    document = sketch("course-5x5")
    for size in ("height", "width"):
        document = edits.set_param(document, "input", size, 10**10)
    text = FORMATS["text"].render(report_of(edits.set_param(document, "conv5x5", "out_channels", 10**10)))
    formula = report_of(document).layers[0].formula
    assert formula is not None
    assert formula.startswith("10,000,000,000·10,000,000,000·32 × 5·5·192 = ")
    row = next(line for line in text.splitlines() if line.startswith("  conv5x5 "))
    assert row.endswith("  10,000,000,000·10,000,000,000·10,000,000,000 × 5·5·192 =")  # the result goes on below

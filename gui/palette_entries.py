"""What can be placed, as entries with words and a colour: the palette lists them, quick add searches them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import QCoreApplication

from core.document.document import MAIN, Document
from core.document.modules import Module, ModuleId, calls_in
from core.language.operator import Category
from core.library.catalog import Entry, entries
from core.library.presets import Preset, presets
from core.text import count_text

__all__ = ["LIBRARY", "MODULE", "PaletteEntry", "entry_of_preset", "layer_entries", "library_entries", "module_entries"]

MODULE: Final = "module:"
"""Before the id of a definition of this sketch, in the key of its entry."""
LIBRARY: Final = "library:"
"""Before the name of a block of the library."""


@dataclass(frozen=True)
class PaletteEntry:
    """Something to place.

    Attributes:
        key: what a drag carries.
        label: what the palette says.
        heading: what it is listed under.
        category: family, for the colour.
        detail: said quietly behind the label where there is room.
        tip: what it is, in some lines.
        keywords: more words the search finds it by.
    """

    key: str
    label: str
    heading: str
    category: Category
    detail: str
    tip: str
    keywords: tuple[str, ...] = ()


def _tr(text: str) -> str:
    return QCoreApplication.translate("palette", text)


@cache
def layer_entries() -> tuple[PaletteEntry, ...]:
    """Every kind of layer."""
    return tuple(map(entry_of_preset, presets()))


def entry_of_preset(preset: Preset) -> PaletteEntry:
    """A kind of layer, with the values it starts with."""
    return PaletteEntry(
        preset.key,
        preset.label,
        preset.category.value,
        preset.category,
        "" if preset.formulas else preset.op.summary(),  # formulas stand in the tooltip
        _tip_of_preset(preset),
        (preset.key.partition("[")[0], preset.doc, *preset.keywords),
    )


def _tip_of_preset(entry: Preset) -> str:
    """What a layer is, and what PyTorch and ONNX call it."""
    lines = [f"{entry.label}: {entry.doc}"]
    summary = ", ".join([entry.op.summary(), *(f"{key} = {formula}" for key, formula in entry.formulas.items())])
    if summary.strip(", "):
        lines.append(summary.strip(", "))
    if entry.op.torch is not None:
        lines.append(f"PyTorch: torch.{entry.op.torch.name}")
    if entry.op.onnx is not None:
        lines.append(f"ONNX: {entry.op.onnx.name}")
    return "\n".join(lines)


def module_entries(document: Document) -> tuple[PaletteEntry, ...]:
    """The blocks that a sketch defines."""
    if not document.modules:
        return ()
    uses = Counter(call.module for key in (MAIN, *document.modules) for _, call in calls_in(document.graph(key)))
    return tuple(_entry_of_module(module, uses) for module in document.modules.values())


def _entry_of_module(module: Module, uses: Mapping[ModuleId, int]) -> PaletteEntry:
    count = uses.get(module.id, 0)
    used = f"×{count}" if count else _tr("unused")
    parameters = ", ".join(f"{name} = {number.value}" for name, number in module.parameters.items())
    lines = [
        f"{module.name}: {module.note}" if module.note else module.name,
        _tr("Parameters: {names}").format(names=parameters) if parameters else "",
        _tr("{blocks} of this sketch call it.").format(blocks=count_text(count, _tr("block"), _tr("blocks"))),
    ]
    return PaletteEntry(
        f"{MODULE}{module.id}",
        module.name,
        _tr("Blocks of this sketch"),
        Category.MODULE,
        used,
        "\n".join(line for line in lines if line),
        ("block", "module"),
    )


@cache
def library_entries() -> tuple[PaletteEntry, ...]:
    """The blocks of the library. They are drawn when one is placed."""
    return tuple(_entry_of_library(entry) for entry in entries() if entry.kind == "block")


def _entry_of_library(entry: Entry) -> PaletteEntry:
    return PaletteEntry(
        f"{LIBRARY}{entry.name}",
        entry.title,
        _tr("Library blocks"),
        Category.MODULE,
        "",
        "\n".join((entry.title, entry.teaches, entry.source)),
        ("block", entry.name),
    )

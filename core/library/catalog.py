"""The sketches of the library, by name and by family."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final, NamedTuple

from core.library.entry import Entry, Kind

__all__ = ["Entry", "Family", "Kind", "closest", "entries", "entry", "families"]

_FAMILIES: Final = (
    ("Course", ("course", "lenet")),
    ("Inception", ("inception", "networks.googlenet", "networks.inception_v3", "networks.inception_v4")),
    ("LeNet", ("networks.lenet",)),
    ("AlexNet", ("networks.alexnet",)),
    ("VGG", ("vgg", "networks.vgg")),
    ("Network in Network", ("networks.nin",)),
    ("ResNet", ("residual", "networks.resnet", "networks.preact")),
    ("DenseNet", ("networks.densenet",)),
    ("SqueezeNet", ("networks.squeezenet",)),
    ("Xception", ("networks.xception",)),
    ("MobileNet", ("bottleneck", "networks.mobilenet")),
    ("MNASNet", ("networks.mnasnet",)),
    ("ShuffleNet", ("networks.shufflenet",)),
    ("EfficientNet", ("networks.efficientnet",)),
    ("RegNet", ("networks.regnet",)),
    ("ConvNeXt", ("networks.convnext",)),
    ("U-Net", ("networks.unet",)),
    ("Attention and pyramids", ("networks.attention", "networks.spp", "networks.fpn")),
)
"""Headings, and the modules below ``core.library`` whose ``ENTRIES`` stand under them."""


class Family(NamedTuple):
    """Entries that belong together.

    Attributes:
        title: heading.
        entries: in the order they are listed.
    """

    title: str
    entries: tuple[Entry, ...]


@cache
def families() -> tuple[Family, ...]:
    """Everything the library holds, by family. Nothing is drawn yet."""
    return tuple(
        Family(title, tuple(found for module in modules for found in _entries_of(module)))
        for title, modules in _FAMILIES
    )


def _entries_of(module: str) -> tuple[Entry, ...]:
    found: tuple[Entry, ...] = import_module(f"core.library.{module}").ENTRIES
    return found


@cache
def entries() -> tuple[Entry, ...]:
    """Everything the library holds, in the order it is listed."""
    return tuple(entry for family in families() for entry in family.entries)


def entry(name: str) -> Entry | None:
    """The entry of this name, or None. Only as many families are imported as it takes to find it."""
    modules = (module for _, group in _FAMILIES for module in group)
    # Most entries begin with the name of their file: such files are looked into first.
    for module in sorted(modules, key=lambda module: not name.startswith(module.rpartition(".")[2])):
        for found in _entries_of(module):
            if found.name == name:
                return found
    return None


def closest(name: str) -> str | None:
    """The name that somebody probably meant, or None."""
    from difflib import get_close_matches

    wanted = "-".join(name.lower().replace("_", " ").split())
    names = [found.name for found in entries()]
    # Others write resnet50, vgg16_bn, squeezenet1_1: the same letters and digits.
    if same := next((known for known in names if _letters(known) == _letters(wanted)), None):
        return same
    near = get_close_matches(wanted, names, n=1, cutoff=0.6)
    if near:
        return near[0]
    return next((known for known in names if wanted and (wanted in known or known in wanted)), None)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name))

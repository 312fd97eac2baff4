"""The layer types, one file a family. Importing ``core.ops.every`` brings them all.

A sketch needs few of them, and making the classes takes time: whoever draws one imports the families that it is made
of, and whoever reads one asks for its types by name.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from core.language.operator import OPERATORS, Operator

__all__ = ["FAMILIES", "operator_named"]

FAMILIES: Final = (
    *("interface", "conv", "conv_transpose", "pool", "adaptive_pool", "norm", "activation", "merge", "scaling"),
    *("dense", "rearrange", "resize", "dropout", "lenet", "custom", "shape"),
)
"""The files of this package that declare layers, in the order of the palette."""


def operator_named(name: str) -> type[Operator] | None:
    """The layer type of this name in files, or None. Only as many families are imported as it takes to find it."""
    for family in FAMILIES:
        if name in OPERATORS:
            break
        import_module(f"core.ops.{family}")
    return OPERATORS.get(name)

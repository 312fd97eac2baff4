"""Every layer type there is. Importing this fills ``OPERATORS``, in the order of the palette.

The palette lists categories in the order of the families, and in each the layers likewise; a family may hold layers of
several categories, and those of one category stand together.
"""

from __future__ import annotations

from importlib import import_module

from core.language.operator import OPERATORS
from core.ops import FAMILIES

__all__ = ["OPERATORS"]

_modules = [import_module(f"core.ops.{family}").__name__ for family in FAMILIES]
# Some may have been imported before, in another order; classes from elsewhere come last.
_by_family = sorted(OPERATORS.items(), key=lambda entry: (*_modules, entry[1].__module__).index(entry[1].__module__))
_categories = list(dict.fromkeys(cls.category for _, cls in _by_family))
_ordered = sorted(_by_family, key=lambda entry: _categories.index(entry[1].category))
OPERATORS.clear()
OPERATORS.update(_ordered)

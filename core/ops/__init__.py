"""The layer types, one file a family. Importing this package fills ``core.language.operator.OPERATORS``.

The palette lists categories in the order of the imports, and in each the layers likewise.
"""

from core.ops import interface, conv, conv_transpose, pool, adaptive_pool, norm, activation, merge, scaling  # isort: skip  # noqa: F401
from core.ops import dense, rearrange, resize, dropout, lenet, custom, shape  # isort: skip  # noqa: F401

from core.language.operator import OPERATORS

__all__: list[str] = []

# A family may hold layers of several categories; those of one category stand together.
_categories = list(dict.fromkeys(cls.category for cls in OPERATORS.values()))
_ordered = sorted(OPERATORS.items(), key=lambda entry: _categories.index(entry[1].category))
OPERATORS.clear()
OPERATORS.update(_ordered)

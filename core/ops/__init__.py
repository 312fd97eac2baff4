"""The layer types, one file a family. Importing this package fills ``core.language.operator.OPERATORS``."""

from core.ops import interface, conv, pool, norm, activation, merge, dense, shape  # isort: skip  # noqa: F401

__all__: list[str] = []

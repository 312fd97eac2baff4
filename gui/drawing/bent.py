"""Wires that are led through points: smooth, leaving and arriving in the direction of flow. NumPy, no Qt.

Everything here counts in the space of the flow, in which wires lead down; who draws sideways swaps x and y.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["bent_box", "bent_controls", "bent_distance", "bent_index", "bent_points", "bent_samples"]

Array = NDArray[np.float64]

_PULL: Final = 0.38
_LEAST_PULL: Final = 16.0
_MOST_PULL: Final = 96.0
_SHARE: Final = 0.55
_SHARPEST: Final = 8.0
_STEPS: Final = 16


def bent_controls(start: tuple[float, float], points: Array, end: tuple[float, float]) -> Array:
    """Control points of a wire through points: (3 n + 1, 2) for its n cubics.

    At a point the wire is parallel to the line between its neighbours, as a hand would draw it.

    Args:
        start: where it leaves an output.
        points: (n - 1, 2), from the source on.
        end: where it arrives at an input.
    """
    knots = np.vstack((start, points, end))
    steps = np.diff(knots, axis=0)
    lengths = np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-9)
    along = np.empty_like(knots)
    along[0] = along[-1] = (0.0, 1.0)
    across = knots[2:] - knots[:-2]
    size = np.hypot(across[:, 0], across[:, 1])[:, None]
    along[1:-1] = np.where(size > 1e-9, across / np.maximum(size, 1e-9), (0.0, 1.0))
    # The shorter of the two ways at a point says how wide its turn is: no loop reaches beyond it.
    pull = lengths * _PULL
    leaving, arriving = pull.copy(), pull.copy()
    leaving[1:] = arriving[:-1] = np.minimum(pull[1:], pull[:-1])
    leaving[0], arriving[-1] = (min(max(_LEAST_PULL, float(size)), _MOST_PULL) for size in (pull[0], pull[-1]))
    # A wire that has to go far aside on a short way turns sooner, or it would swing out and come back.
    forwards, onwards = (steps * along[:-1]).sum(axis=1), (steps * along[1:]).sum(axis=1)
    leaving = np.where(forwards > 0, np.minimum(leaving, np.maximum(forwards * _SHARE, _SHARPEST)), leaving)
    arriving = np.where(onwards > 0, np.minimum(arriving, np.maximum(onwards * _SHARE, _SHARPEST)), arriving)
    controls = np.empty((3 * len(steps) + 1, 2))
    controls[::3] = knots
    controls[1::3] = knots[:-1] + along[:-1] * leaving[:, None]
    controls[2::3] = knots[1:] - along[1:] * arriving[:, None]
    return controls


def bent_box(controls: Array) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what surely holds the wire."""
    left, top = controls.min(axis=0).tolist()
    right, bottom = controls.max(axis=0).tolist()
    return left, top, right, bottom


def bent_samples(controls: Array, steps: int = _STEPS) -> Array:
    """Points along the wire, so many to each of its cubics and one more."""
    t = np.linspace(0.0, 1.0, steps + 1)[:-1, None]
    u = 1 - t
    a, b, c, d = (controls[k : len(controls) - 3 + k : 3, None, :] for k in range(4))
    curve = u**3 * a + 3 * u**2 * t * b + 3 * u * t**2 * c + t**3 * d
    return np.vstack((curve.reshape(-1, 2), controls[-1:]))


def _nearest(samples: Array, x: float, y: float) -> tuple[float, float]:
    """Distance of a point from a polyline, and how far along it lies, in pieces."""
    here, steps = samples[:-1] - (x, y), np.diff(samples, axis=0)
    length = (steps * steps).sum(axis=1)
    along = np.clip(-(here * steps).sum(axis=1) / np.where(length > 0, length, 1.0), 0.0, 1.0)
    away = np.hypot(*(here + along[:, None] * steps).T)
    best = int(away.argmin())
    return float(away[best]), best + float(along[best])


def bent_distance(controls: Array, x: float, y: float) -> float:
    """Distance of a point from the wire."""
    return _nearest(bent_samples(controls), x, y)[0]


def bent_index(controls: Array, x: float, y: float) -> int:
    """Place among the wire's points of one that is put on it here."""
    return min(int(_nearest(bent_samples(controls), x, y)[1] / _STEPS), (len(controls) - 1) // 3 - 1)


def bent_points(controls: Array) -> Array:
    """Points where a label may stand, best first, (5, 2): halfway, near the ends, a third from them."""
    samples = bent_samples(controls)
    gone = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(samples, axis=0).T))))
    at = np.searchsorted(gone, gone[-1] * np.array([0.5, 0.12, 0.88, 0.33, 0.67]))
    return np.asarray(samples[np.minimum(at, len(samples) - 1)])

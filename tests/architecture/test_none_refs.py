"""Guards against PySide6 6.12.0, in which each void call drops one reference of None.

None is mortal before Python 3.12; the interpreter aborts with `none_dealloc` within a second of painting.
Source: PYSIDE-3474.
"""

import sys

import pytest

CALLS = 500
# Other code may take or drop a few references meanwhile; the fault drops one a call.
NOISE = 50


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_void_qt_calls_keep_the_references_of_none() -> None:
    from PySide6.QtGui import QImage, QPainter

    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        painter.translate(1.0, 0.0)
    drift = sys.getrefcount(None) - before
    painter.end()
    assert drift > -NOISE, f"{CALLS} void calls changed the reference count of None by {drift}"

"""What is selected as a picture for other programs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from core.analysis.infer import Analysis
from core.text import ShapeOrder
from gui.session import Session
from gui.theme import Theme

__all__ = ["picture_mime", "selected_analysis"]

_SVG = "image/svg+xml"
_RATIO = 2.0


def selected_analysis(session: Session) -> Analysis:
    """The analysis of the graph that is shown, with what is selected and nothing else in it."""
    found = session.graph_analysis
    graph, chosen = found.graph, session.selection
    part = replace(
        graph,
        nodes={key: node for key, node in graph.nodes.items() if key in chosen},
        annotations={key: item for key, item in graph.annotations.items() if key in session.annotations},
        bends={w: way for w, way in graph.bends.items() if w.source.node in chosen and w.target in chosen},
    )
    results = {key: result for key, result in found.results.items() if key in chosen}
    issues = {key: said for key, said in found.issues.items() if key in chosen}
    return replace(session.analysis, main=replace(found, graph=part, results=results, issues=issues, difference=None))


def picture_mime(session: Session, theme: Theme, order: ShapeOrder) -> QMimeData:
    """What is selected as PNG, two pixels to a unit, and as SVG, in the colours of a theme."""
    # Imported here: a sketch is on the screen before anybody wants a picture of it.
    from gui.drawing.picture import render_png, render_svg

    analysis = selected_analysis(session)
    mime = QMimeData()
    mime.setImageData(QImage.fromData(render_png(analysis, theme=theme, shape_order=order, ratio=_RATIO)))
    title = session.document.meta.title.strip()
    mime.setData(_SVG, render_svg(analysis, theme=theme, shape_order=order, title=title).encode("utf-8", "replace"))
    return mime

"""The plain view of an HTML report."""

import dataclasses

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument

from core.report.build import build
from gui.dialogs import page_preview as module
from gui.dialogs.page_preview import PagePreview

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="9" height="9"/></svg>'


@pytest.fixture
def page(qtbot):
    made = PagePreview()
    qtbot.addWidget(made)
    made.resize(600, 400)
    return made


@pytest.fixture
def report(session):
    return build(session.document, session.analysis)


def test_the_picture_stands_below_the_heading(page, report):
    assert page.show_report(report, SVG)
    lines = page.toPlainText().splitlines()
    assert lines[0] == report.title
    assert lines[1] == "￼"


def test_a_report_without_a_picture_has_none(page, report):
    page.show_report(report, "")
    assert "￼" not in page.toPlainText()
    assert "128,049,152" in page.toPlainText()


def test_a_long_page_is_shown_in_part(page, report, monkeypatch):
    monkeypatch.setattr(module, "PAGE_LINES", 5)
    assert not page.show_report(report, SVG)


def test_nothing_that_a_text_names_is_loaded(page, report, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    page.show_report(dataclasses.replace(report, description=f"![x]({secret.as_uri()})"), SVG)
    assert page.loadResource(int(QTextDocument.ResourceType.ImageResource.value), QUrl(secret.as_uri())) is None
    assert not page.openLinks()

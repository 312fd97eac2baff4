"""About: the version, the licences, and links that lead out."""

import numpy
import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from core.paths import VERSION
from gui.dialogs.about import AboutDialog


def shown(qtbot):
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_it_states_its_version_and_licence(qtbot):
    dialog = shown(qtbot)
    assert VERSION in dialog.findChild(QLabel, "about_version").text()
    assert "Apache License 2.0" in dialog.licence.text()


def test_the_notice_names_the_licence_of_qt_and_the_versions(qtbot):
    text = shown(qtbot).notice.text()
    for part in ("LGPL 3.0", "may replace", qVersion(), PySide6.__version__, numpy.__version__, "msgspec"):
        assert part in text
    assert "{" not in text


def test_links_open_in_the_browser(qtbot):
    dialog = shown(qtbot)
    for text in (dialog.licence, dialog.notice):
        assert text.openExternalLinks()
        assert 'href="https://' in text.text()


def test_no_text_is_cut_off(qtbot):
    notice = shown(qtbot).notice
    assert notice.height() >= notice.heightForWidth(notice.width())


def test_the_versions_can_be_copied(qtbot):
    dialog = shown(qtbot)
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert f"Convas {VERSION}" in QGuiApplication.clipboard().text().splitlines()

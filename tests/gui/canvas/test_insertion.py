"""What an edit would do, judged before it is made."""

from __future__ import annotations

from core.analysis.connecting import Verdict
from core.document import edits
from core.document.graph import OutputRef
from core.errors import EditError
from gui.canvas.insertion import judge_edit
from gui.session import Session
from tests.gui.canvas.conftest import reduced


def test_what_leaves_nothing_wrong_fits():
    session = Session(reduced())
    assert judge_edit(session, lambda d: edits.set_param(d, "conv", "out_channels", 8)).verdict is Verdict.FITS


def test_the_first_new_fault_is_the_reason_wherever_it_is():
    session = Session(reduced())
    judged = judge_edit(session, lambda d: edits.set_param(d, "conv", "padding", "valid"))
    assert judged.verdict is Verdict.WARNED
    assert "24" in str(judged.reason)
    assert session.undo_text is None


def test_a_fault_that_was_there_before_is_no_reason():
    session = Session(reduced())
    session.apply("x", lambda d: edits.set_param(d, "conv", "padding", "valid"))
    assert judge_edit(session, lambda d: edits.set_param(d, "project", "out_channels", 8)).verdict is Verdict.FITS


def test_a_wire_that_is_missing_says_nothing_about_shapes():
    session = Session(reduced())
    assert judge_edit(session, lambda d: edits.disconnect(d, "conv", 0)).verdict is Verdict.FITS


def test_what_is_impossible_is_refused_with_its_reason():
    session = Session(reduced())
    judged = judge_edit(session, lambda d: edits.connect(d, OutputRef("concat"), "reduce", 0))
    assert judged.verdict is Verdict.REFUSED
    assert "cycle" in str(judged.reason)


def test_braces_in_a_reason_are_words():
    def edit(_document):
        raise EditError("“{name}” is taken.")

    assert str(judge_edit(Session(reduced()), edit).reason) == "“{name}” is taken."

"""Quick add: layers, blocks of the sketch and blocks of the library, found by a few letters and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from PySide6.QtCore import QCoreApplication

from core.analysis.connecting import Judgement, Verdict
from core.analysis.fitting import Fitting
from core.analysis.infer import NodeResult
from core.document.graph import NodeId, OutputRef
from core.document.importing import as_module
from core.document.modules import Module, ModuleCall, interface_of, reached
from core.language.operator import Category
from core.library import catalog
from core.library.presets import Preset
from core.library.typed import adjusted, find_preset, read_typed
from core.search import Match, match
from core.text import ShapeOrder
from gui.palette_entries import (
    LIBRARY,
    MODULE,
    PaletteEntry,
    entry_of_preset,
    layer_entries,
    library_entries,
    module_entries,
)
from gui.search.recent import Recent
from gui.search.rows import Row, Tone
from gui.search.wiring import Trial, described, inner_fault, outcome, tried
from gui.session import Session

__all__ = ["RECENT_ADDED", "QuickAdd"]

RECENT_ADDED: Final = "recent_added"
"""Where the settings keep what was added last."""
_RANK: Final = {Verdict.FITS: 0, Verdict.WARNED: 1, Verdict.REFUSED: 2}
_FAMILIAR: Final = 60
"""How much more it counts to have been added lately: not more than to be found in a better way."""
_LONGEST_WORD: Final = 24
_FREE: Final = Judgement(Verdict.FITS)


class QuickAdd:
    """What can be added at a place of the sketch; at a wire, what fits there comes first, and why others do not."""

    name = "quick_add"

    def __init__(
        self,
        session: Session,
        recent: Recent,
        order: ShapeOrder,
        source: OutputRef | None = None,
        target: tuple[NodeId, int] | None = None,
    ) -> None:
        """Look for what could stand between two ports, either of which may be absent.

        Args:
            session: whose sketch.
            recent: what was added last.
            order: how shapes are written.
            source: the output that it will read.
            target: the input that will read it.
        """
        self._session = session
        self._recent = recent
        self._order = order
        self._source = source
        self._target = target
        wired = source is not None or target is not None
        self._fitting = Fitting(session.graph_analysis, source, target) if wired else None
        self._judged: dict[str, Judgement] = {}
        self._results: dict[str, NodeResult | None] = {}
        own = (entry for entry in module_entries(session.document) if self._may_stand(entry.key.removeprefix(MODULE)))
        self._entries = {entry.key: entry for entry in (*own, *layer_entries(), *library_entries())}

    @property
    def title(self) -> str:
        return _tr("Add a layer or block")

    @property
    def placeholder(self) -> str:
        return _tr("Add… such as conv 3x3 64")

    @property
    def about(self) -> str:
        return described(self._session.graph_analysis, self._source, self._target, self._order)

    @property
    def verb(self) -> str:
        return _tr("adds and connects") if self._fitting is not None else _tr("adds")

    def nothing(self, text: str) -> str:
        if self._fitting is not None and self._matches(text, judged=False):
            return _tr("“{text}” cannot be connected here.").format(text=text)
        return _tr("No layer or block is called “{text}”.\n\nTry conv, pool, norm or add.").format(text=text)

    def rows(self, text: str) -> Sequence[Row]:
        return self._matches(text) if text else self._all()

    # -- without a text --------------------------------------------------------------------------------------------

    def _all(self) -> list[Row]:
        """Everything, by family: what was added last, what fits, and at the end what does not."""
        recent = [entry for entry in map(self._entry, self._recent.keys) if entry is not None and self._offered(entry)]
        fits = [entry for entry in self._entries.values() if self._judge(entry).verdict is Verdict.FITS]
        warned = [entry for entry in self._entries.values() if self._judge(entry).verdict is Verdict.WARNED]
        rows = self._under(_tr("Recent"), recent)
        for heading in dict.fromkeys(entry.heading for entry in fits):
            rows += self._under(heading, [entry for entry in fits if entry.heading == heading])
        return rows + self._under(_tr("Will not fit as it is"), warned)

    def _under(self, heading: str, entries: Sequence[PaletteEntry]) -> list[Row]:
        return [Row("", heading), *(self._row(entry, heading=heading) for entry in entries)] if entries else []

    # -- with a text -----------------------------------------------------------------------------------------------

    def _matches(self, text: str, *, judged: bool = True) -> list[Row]:
        """What is found, best first: what fits before what does not, and of that what matches better."""
        recent = self._recent.keys
        found: list[tuple[tuple[int, int], Row]] = []
        for entry, hit in self._found(text):
            verdict = self._judge(entry).verdict
            if judged and verdict is Verdict.REFUSED:
                continue
            score = hit.score + (_FAMILIAR if entry.key in recent else 0)
            found.append(((_RANK[verdict], -score), self._row(entry, hit)))
        return [row for _, row in sorted(found, key=lambda pair: pair[0])]

    def _found(self, text: str) -> Iterable[tuple[PaletteEntry, Match]]:
        typed = read_typed(text)
        for entry in self._entries.values():
            hit = match(text, entry.label, *_words(entry))
            if hit is not None:
                yield entry, hit
            elif typed.numbers:
                yield from _with_numbers(entry, typed.words, typed.numbers)

    # -- entries ---------------------------------------------------------------------------------------------------

    def _entry(self, key: str) -> PaletteEntry | None:
        """What a key that was added some time stands for in this sketch."""
        known = self._entries.get(key)
        if known is not None or "[" not in key:
            return known
        made = find_preset(key)
        return entry_of_preset(made) if made is not None else None

    def _offered(self, entry: PaletteEntry) -> bool:
        return self._judge(entry).verdict is not Verdict.REFUSED

    def _judge(self, entry: PaletteEntry) -> Judgement:
        """What becomes of the wire."""
        if self._fitting is None:
            return _FREE
        known = self._judged.get(entry.key)
        if known is None:
            known = self._fitting.judge(*self._trial(entry.key))
            if known.verdict is Verdict.FITS and entry.category is Category.MODULE:
                fault = inner_fault(self._tried(entry.key))
                known = Judgement(Verdict.WARNED, fault) if fault is not None else known
            self._judged[entry.key] = known
        return known

    def _tried(self, key: str) -> NodeResult | None:
        if key not in self._results:
            self._results[key] = tried(self._session.graph_analysis, self._source, self._trial(key))
        return self._results[key]

    def _trial(self, key: str) -> Trial:
        """What would be placed."""
        if key.startswith(LIBRARY):
            return _library_trial(key.removeprefix(LIBRARY))
        if key.startswith(MODULE):
            return Trial(_call_of(self._session.document.modules[key.removeprefix(MODULE)]))
        preset = find_preset(key)
        if preset is None:
            raise KeyError(key)
        return Trial(preset.op, preset.formulas)

    def _may_stand(self, module: str) -> bool:
        """Whether a block may stand in the graph that is shown: it must not be around itself."""
        return self._session.graph_id not in reached(self._session.document.modules, module)

    def _row(self, entry: PaletteEntry, hit: Match | None = None, *, heading: str = "") -> Row:
        """An entry as it is listed below a heading, or because it was found."""
        judgement = self._judge(entry)
        marks = tuple(hit.positions) if hit is not None else ()
        if judgement.verdict is Verdict.WARNED:
            reason = str(judgement.reason)
            tip = f"{entry.tip}\n{reason}"
            return Row(entry.key, entry.label, reason, "", entry.category, marks=marks, tone="warned", tip=tip)
        hint = ""
        if self._source is not None or entry.category is Category.INTERFACE:
            hint = outcome(self._tried(entry.key), self._order)
        detail = entry.detail or (
            entry.heading if entry.category is Category.MODULE and entry.heading != heading else ""
        )
        tone: Tone = "fits" if hint and self._fitting is not None else ""
        return Row(entry.key, entry.label, detail, hint, entry.category, marks=marks, tone=tone, tip=entry.tip)


def _call_of(module: Module) -> ModuleCall:
    return ModuleCall(module=module.id, interface=interface_of(module))


@cache
def _library_trial(name: str) -> Trial:
    """A block of the library, with its definitions. Nothing is laid out for it."""
    found = catalog.entry(name)
    if found is None:
        raise KeyError(name)
    module, below = as_module(found.sketch(), found.title)
    return Trial(_call_of(module), {}, {**below, module.id: module})


def _with_numbers(
    entry: PaletteEntry, words: Sequence[str], numbers: Sequence[str]
) -> Iterable[tuple[PaletteEntry, Match]]:
    """An entry with typed numbers, where the words name it and it has a place for them."""
    preset = find_preset(entry.key)
    if preset is None:
        return
    label = entry.label.casefold().replace("×", "x")
    named = [number for number in numbers if "x" in number and number in label]  # such as Conv 5×5
    if not words and not named:
        return
    hit = match(" ".join((*words, *named)), entry.label, *_words(entry))
    made: Preset | None = adjusted(preset, [number for number in numbers if number not in named]) if hit else None
    if hit is not None and made is not None:
        yield entry_of_preset(made), hit


def _words(entry: PaletteEntry) -> Iterable[str]:
    """What else an entry is called: its sentence has the letters of almost anything in it."""
    return (word for word in entry.keywords if len(word) <= _LONGEST_WORD)


def _tr(text: str) -> str:
    return QCoreApplication.translate("QuickAdd", text)

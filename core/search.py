"""Finding by a few letters: how well a text answers what somebody typed, and by which of its letters.

``c3`` finds “Conv 3×3”, ``bn`` “BatchNorm2d”, ``1x1`` “Pointwise 1×1”. Case, spaces and the kind of multiplication
sign make no difference. What a person most likely means scores highest: the text itself, then its beginning, then the
beginnings of its words, then any part of it, and last letters scattered over it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

__all__ = ["Match", "match"]

_SAME: Final = 1000
_BEGINNING: Final = 900
_WORD: Final = 800
_INITIALS: Final = 700
_PART: Final = 500
_SCATTERED: Final = 300
_KEYWORD: Final = 350
"""How much less it counts to be found by a keyword: less than by the beginnings of the words that are shown."""
_APART: Final = 50
"""How much less words count that are found one by one."""
_GAP: Final = 4
"""How much less for each gap between scattered letters."""
_LONGEST: Final = 40
"""By how much the length of a text, which makes the short ones come first, counts at most."""
_SIGNS: Final = str.maketrans({"×": "x", "∕": "/", "–": "-", "−": "-"})


class Match(NamedTuple):
    """That a text answers a query.

    Attributes:
        score: how well; higher is better.
        positions: which letters of the text answer it; none where a keyword did.
    """

    score: int
    positions: tuple[int, ...]


def match(query: str, text: str, *keywords: str) -> Match | None:
    """How well a text answers a query; None if it does not.

    Args:
        query: what was typed. Words may come in any order, but each must be found.
        text: what is shown.
        keywords: more words for the same thing, not shown.
    """
    words = _words(query)
    if not words:
        return Match(0, ())
    whole = _best("".join(words), text, keywords)
    if whole is not None or len(words) == 1:
        return whole
    total = 0
    positions: set[int] = set()
    for word in words:
        found = _best(word, text, keywords)
        if found is None:
            return None
        total += found.score
        positions.update(found.positions)
    # Less than the same letters in one piece.
    return Match(total // len(words) - _APART, tuple(sorted(positions)))


def _best(word: str, text: str, keywords: tuple[str, ...]) -> Match | None:
    """The best of the text's answer and those of the keywords."""
    best = _score(word, text)
    if best is not None and best.score >= _SAME - _KEYWORD:
        return best
    for keyword in keywords:
        found = _score(word, keyword)
        # Letters scattered over a word that is not even shown mean nothing.
        if found is not None and found.score > max(_SCATTERED, _KEYWORD + best.score if best is not None else 0):
            best = Match(found.score - _KEYWORD, ())
    return best


class _Folded(NamedTuple):
    """A text as it is compared.

    Attributes:
        letters: without spaces and signs between words, in lower case.
        places: where each of them stands in the text.
        starts: which of them begin a word, in order.
        initials: those letters.
    """

    letters: str
    places: tuple[int, ...]
    starts: tuple[int, ...]
    initials: str


@lru_cache(maxsize=1 << 10)
def _words(query: str) -> tuple[str, ...]:
    return tuple(folded for word in query.split() if (folded := _folded(word).letters))


@lru_cache(maxsize=1 << 15)
def _folded(text: str) -> _Folded:
    letters: list[str] = []
    places: list[int] = []
    starts: list[int] = []
    plain = text.translate(_SIGNS)
    before = " "
    for place, sign in enumerate(plain):
        if sign.isalnum():
            if _begins_word(before, sign, plain[place + 1 : place + 2]):
                starts.append(len(letters))
            letters.append(sign.lower()[0])
            places.append(place)
        before = sign
    return _Folded("".join(letters), tuple(places), tuple(starts), "".join(letters[k] for k in starts))


def _begins_word(before: str, sign: str, after: str) -> bool:
    """Whether a letter is the first of a word: behind a gap, at a hump, where digits begin."""
    if not before.isalnum():
        return True
    if sign.isdigit():
        return not before.isdigit() and before not in "xX"
    return sign.isupper() and (before.islower() or before.isdigit() or after.islower())


def _score(word: str, text: str) -> Match | None:
    """How well a text answers one word."""
    letters, places, starts, _ = folded = _folded(text)
    short = min(len(letters) - len(word), _LONGEST)
    if short < 0:
        return None
    at = letters.find(word)
    if at >= 0:
        # The first that begins a word, if one does.
        start = next((k for k in starts if letters.startswith(word, k)), -1)
        kind = _SAME if not short else _BEGINNING if start == 0 else _WORD if start > 0 else _PART
        at = start if start >= 0 else at
        return Match(kind - short, places[at : at + len(word)])
    found = _by_words(word, folded)
    if found is not None:
        return Match(_INITIALS - short - _GAP * _gaps(found), tuple(places[k] for k in found))
    found = _scattered(word, folded)
    if found is None:
        return None
    return Match(_SCATTERED - short - _GAP * _gaps(found), tuple(places[k] for k in found))


def _gaps(found: list[int]) -> int:
    return sum(1 for a, b in pairwise(found) if b != a + 1)


def _by_words(word: str, folded: _Folded) -> list[int] | None:
    """Letters that are each the first of a word, or follow one that is part of the answer."""
    if word[0] not in folded.initials:
        return None
    letters = folded.letters
    beginnings = set(folded.starts)
    # By the letter that was taken last, where the one before it stood: one of several ways to each suffices.
    reached: list[dict[int, int]] = [{k: -1 for k in folded.starts if letters[k] == word[0]}]
    for sign in word[1:]:
        step: dict[int, int] = {}
        for last in reached[-1]:
            if last + 1 < len(letters) and letters[last + 1] == sign:
                step[last + 1] = last
        first = min(reached[-1], default=len(letters))
        for start in beginnings:
            if start > first and letters[start] == sign and start not in step:
                step[start] = max(k for k in reached[-1] if k < start)
        if not step:
            return None
        reached.append(step)
    found = [min(reached[-1])]
    for step in reversed(reached[1:]):
        found.append(step[found[-1]])
    return found[::-1]


def _scattered(word: str, folded: _Folded) -> list[int] | None:
    """Letters in order, the first of them the first of a word."""
    letters = folded.letters
    for start in folded.starts:
        if letters[start] != word[0]:
            continue
        found = [start]
        for sign in word[1:]:
            at = letters.find(sign, found[-1] + 1)
            if at < 0:
                return None  # nor from any later start
            found.append(at)
        return found
    return None

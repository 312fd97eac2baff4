"""The stack of places behind ``back`` and ``forward``."""

from __future__ import annotations

from gui.canvas.places import Place, Places
from gui.drawing.painter import View


def place(number, *path):
    return Place(path, View(1.0, float(number), 0.0))


def anywhere(_path):
    return True


def test_back_and_forward_walk_the_same_way():
    places = Places()
    for number in range(3):
        places.leave(place(number))
    here = place(3)
    walked = []
    while (found := places.back(here, anywhere)) is not None:
        walked.append(found)
        here = found
    assert walked == [place(2), place(1), place(0)]
    assert (places.behind, places.ahead) == (0, 3)
    returned = []
    while (found := places.forward(here, anywhere)) is not None:
        returned.append(found)
        here = found
    assert returned == [place(1), place(2), place(3)]


def test_a_jump_forgets_what_lay_ahead():
    places = Places()
    places.leave(place(0))
    assert places.back(place(1), anywhere) == place(0)
    places.leave(place(0))
    assert places.forward(place(5), anywhere) is None


def test_a_place_that_is_gone_or_the_same_is_passed_over():
    places = Places()
    places.leave(place(0))
    places.leave(place(1, "gone"))
    places.leave(place(2))
    assert places.back(place(2), lambda path: not path) == place(0)


def test_only_so_many_places_are_kept():
    places = Places()
    for number in range(1000):
        places.leave(place(number))
    assert places.behind == 200
    assert places.back(place(-1), anywhere) == place(999)

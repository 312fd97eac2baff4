"""Sketches that tests of the analysis start from."""

import pytest

from tests.core.analysis.sketches import inception_3a


@pytest.fixture
def inception():
    """Inception 3a: four branches into a concat."""
    return inception_3a()

"""Spatial pyramid pooling gives the same vector for every size."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.document import edits
from core.library.networks.spp import ENTRIES

(SPP,) = ENTRIES


@pytest.mark.parametrize("size", [13, 10, 7, 24])
def test_the_output_is_21_bins_of_256_channels_whatever_the_size(size):
    document = edits.set_param(edits.set_param(SPP.build(), "input", "height", size), "input", "width", size + 3)
    analysis = infer(document)
    assert analysis.main.results["output"].outputs == ((1, 21 * 256),)
    assert (totals(analysis).params, totals(analysis).macs) == (0, 0)

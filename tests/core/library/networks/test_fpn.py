"""The feature pyramid: what it adds to its backbone."""

import pytest

from core.analysis.infer import infer
from core.analysis.totals import totals
from core.library.networks.fpn import ENTRIES
from core.library.networks.resnet import ENTRIES as RESNETS

(FPN,) = ENTRIES
RESNET_50 = next(entry for entry in RESNETS if entry.name == "resnet-50")


def test_it_costs_its_backbone_without_classifier_and_two_convolutions_a_level(tally):
    for side, channels in ((56, 256), (28, 512), (14, 1024), (7, 2048)):
        tally.conv(side, channels, 256, norm=False, bias=True)
        tally.conv(side, 256, 256, 9, norm=False, bias=True)
    backbone, found = totals(infer(RESNET_50.build())), totals(infer(FPN.build()))
    assert found.params == backbone.params - (2048 * 1000 + 1000) + tally.params == 26_852_416
    assert found.macs == backbone.macs - 2048 * 1000 + tally.macs


def test_every_level_has_256_channels_and_half_the_size_of_the_one_below():
    results = infer(FPN.build()).main.results
    assert [results[f"p{level}"].outputs[0] for level in (2, 3, 4, 5)] == [
        (1, 256, 224 >> k, 224 >> k) for k in (2, 3, 4, 5)
    ]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry_is_complete_without_errors_or_warnings(entry):
    analysis = infer(entry.build())
    found = totals(analysis)
    assert found.complete
    assert [issue for issue in analysis.issues() if issue.severity != "hint"] == []

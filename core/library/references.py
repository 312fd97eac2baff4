"""Which published figures were checked against a table that Convas did not make."""

from __future__ import annotations

from typing import Final

__all__ = ["CHECKED"]

CHECKED: Final = frozenset(
    {
        "alexnet-torchvision",
        "aspp",
        "convnext-base",
        "convnext-tiny",
        "densenet-121",
        "densenet-201",
        "efficientnet-b0",
        "efficientnet-b2",
        "efficientnet-b4",
        "efficientnet-b7",
        "efficientnet-v2-s",
        "googlenet",
        "googlenet-torchvision",
        "inception-3a",
        "inception-naive",
        "inception-v3",
        "inverted-bottleneck",
        "lenet-5",
        "mnasnet-0.5",
        "mnasnet-1.0",
        "mobilenet-v1-0.5-224",
        "mobilenet-v1-1.0-160",
        "mobilenet-v1-1.0-224",
        "mobilenet-v2",
        "mobilenet-v3-large",
        "nin-cifar10",
        "regnet-x-1.6gf",
        "regnet-x-32gf",
        "regnet-x-400mf",
        "regnet-x-8gf",
        "regnet-y-16gf",
        "regnet-y-3.2gf",
        "regnet-y-800mf",
        "resnet-18",
        "resnet-50",
        "resnet-cifar-20",
        "resnet-cifar-56",
        "resnext-101-32x8d",
        "se-block",
        "shufflenet-v1-g1",
        "shufflenet-v1-g3",
        "shufflenet-v2-1.0",
        "shufflenet-v2-2.0",
        "squeezenet-1.1",
        "unet",
        "vgg-11-bn",
        "vgg-13",
        "vgg-16",
        "wide-resnet-50-2",
    }
)
"""Entries in the reference tables: measured with torch 2.13.0, or published with torchvision 0.28.0's weights.
Inception v3 (with and without its auxiliary head) stands in the reference's notes.

The published figures of other entries were written down from memory. They are shown nowhere until somebody has looked
them up: agreement with a recollection proves nothing.
"""

"""Inference: how long shapes and costs take, for a whole document and after one edit, and beside other tools.

Peers (onnx, torch, torchinfo) are measured on the same network in the same run, where ``CONVAS_PEERS`` names a Python
that has them; nothing of Convas needs them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.measuring import table
from benchmarks.sketches import inception_chain
from core.analysis.infer import infer
from core.analysis.totals import totals
from core.document import edits
from core.library.catalog import entry

__all__ = ["report"]

_FRAME_MS: Final = 16.0
_REPEATS: Final = 9
_SIZES: Final = (1_000, 10_000)
_NETWORK: Final = "resnet-152"
_PEERS: Final = Path(__file__).with_name("peers.py")


def report() -> str:
    """Both tables."""
    return f"{_documents()}\n\n{_networks()}"


def _documents() -> str:
    rows = []
    for size in _SIZES:
        document = inception_chain(size)
        analysis = infer(document)
        order = analysis.main.order
        convolutions = [key for key in order if document.main.nodes[key].op.type_name() == "Conv2d"]
        full = _median_ms(partial(infer, document))
        rows.append((f"{size:,} layers, full pass", str(analysis.main.evaluated), _ms(full), _frames(full)))
        for words, key in (("first", convolutions[0]), ("last", convolutions[-1])):
            wider = edits.set_param(document, key, "out_channels", 7)
            evaluated = infer(wider, analysis).main.evaluated
            spent = _median_ms(partial(infer, wider, analysis))
            rows.append((f"{size:,} layers, {words} convolution edited", str(evaluated), _ms(spent), _frames(spent)))
    return table(("Shapes and costs", "Nodes evaluated", "CPU ms", f"× {_FRAME_MS:g} ms"), rows)


def _networks() -> str:
    found = entry(_NETWORK)
    if found is None:
        raise LookupError(_NETWORK)
    drawn = _median_ms(lambda: infer(found.sketch()))
    document = found.sketch()
    known = _median_ms(lambda: infer(document))
    counted = totals(infer(document))
    rows = [
        (f"Convas, {_NETWORK} drawn and counted", _ms(drawn), "1.0", f"{counted.macs:,}"),
        ("Convas, counted again from nothing", _ms(known), f"{known / drawn:.2f}", f"{counted.macs:,}"),
    ]
    python = os.environ.get("CONVAS_PEERS")
    if python is None:
        note = "\n\nPeers left out: CONVAS_PEERS names no Python that has torch, torchinfo and onnx."
        return table(("The same network", "CPU ms", "× Convas", "MACs"), rows) + note
    done = subprocess.run([python, str(_PEERS)], capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(f"The peers could not be measured:\n{done.stderr}")
    for name, spent, macs in json.loads(done.stdout):
        rows.append((name, _ms(spent), f"{spent / drawn:.1f}", "–" if macs is None else f"{macs:,}"))
    return table(("The same network", "CPU ms", "× Convas", "MACs"), rows)


def _median_ms(run: Callable[[], object]) -> float:
    run()
    spent = []
    for _ in range(_REPEATS):
        start = time.process_time_ns()
        run()
        spent.append((time.process_time_ns() - start) / 1e6)
    return statistics.median(spent)


def _ms(value: float) -> str:
    return f"{value:.2f}"


def _frames(value: float) -> str:
    return f"{value / _FRAME_MS:.2f}"

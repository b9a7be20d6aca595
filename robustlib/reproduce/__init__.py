"""The papers' tables, measured again: `python -m robustlib.reproduce`. Chapters and pages draw from the results.

An experiment is a module with TITLE, DATA (the data sets it knows), `settings(dataset)`, `cells(dataset)` and
`run(ds, settings, cell)`: a cell is one point of a sweep, a small dictionary, and what `run` returns is plain data.
Its `page(result)` is Markdown for docs/results.md, and `pictures(result)` a dict of the page's figures.
"""

import json
from pathlib import Path

SPOKEN = {"digits": "digits", "mnist": "MNIST", "cifar10": "CIFAR-10"}  # the data sets, as a reader knows them
RESULTS = Path(__file__).parent.parent / "results"


def load(experiment, dataset):
    """The stored results of an experiment on a data set: {"settings", "versions", "device", "cells": [{"cell", …}]}.

    Raises ValueError, with a list of what there is, for any other.
    """
    path = RESULTS / f"{experiment}-{dataset}.json"
    if not path.is_file():
        there = ", ".join(sorted(p.stem for p in RESULTS.glob("*.json")))
        raise ValueError(f"no stored results {experiment}-{dataset}; there are: {there}")
    return json.loads(path.read_text(encoding="utf-8"))

"""Runs the cells of an experiment, one after another, and keeps each as it ends.

Killed at any moment, the same command goes on where it was: it loses at most the running cell.
"""

import hashlib
import json
import os
import platform

import torch
from tqdm.auto import tqdm

from robustlib import data, models
from robustlib.reproduce import RESULTS


def run(experiment, dataset, cache, fresh=False):
    """Measure what is not measured yet, write the result file and return its path.

    experiment: a module of robustlib.reproduce. cache: the folder of finished cells. fresh: measure all anew.
    """
    name = experiment.__name__.rpartition(".")[2]
    settings, device = experiment.settings(dataset), models.best_device()
    ds, rows = None, []
    bar = tqdm(experiment.cells(dataset), desc=f"{name}, {dataset}", unit="cell")
    for cell in bar:
        bar.set_postfix(cell)
        file = cache / f"{name}-{dataset}-{_digest([settings, cell, str(device), _versions()])}.json"
        if fresh or not file.is_file():
            ds = ds or data.load(dataset).to(device)
            write(file, experiment.run(ds, settings, cell))
        rows.append({"cell": cell, **json.loads(file.read_text(encoding="utf-8"))})
    result = RESULTS / f"{name}-{dataset}.json"
    write(result, {"experiment": name, "data": dataset, "settings": settings, "versions": _versions(),
                   "device": _device_name(device), "cells": rows})
    return result


def write(path, content):
    """Write `content` as JSON, whole or not at all: a reader never meets half a file. A list of cells: a line each."""
    cells = content.get("cells")
    if cells is None:
        text = json.dumps(content)
    else:
        head = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in content.items() if key != "cells"]
        rows = ",\n".join(json.dumps(row) for row in cells)
        text = "{\n" + ",\n".join([*head, f'"cells": [\n{rows}\n]']) + "\n}"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_text(text + "\n", encoding="utf-8")
    os.replace(part, path)


def _digest(thing):
    return hashlib.sha256(json.dumps(thing, sort_keys=True).encode()).hexdigest()[:16]


def _versions():
    return {"python": platform.python_version(), "torch": torch.__version__.partition("+")[0]}


def _device_name(device):
    return torch.cuda.get_device_name(device) if device.type == "cuda" else f"{device.type}, {platform.machine()}"

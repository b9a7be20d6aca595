"""How much work a student's function does: for exercises in which looking at everything is the wrong answer."""

import contextlib
import time
import tracemalloc
from types import SimpleNamespace

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

QUICK = 0.1  # seconds of processor time; work that takes less needs no comparison


class _Counter(TorchFunctionMode):
    """Counts the elements of every tensor that is made, or filled by x.add_() or out=. Views are neither."""

    def __init__(self):
        super().__init__()
        self.elements = 0

    def __torch_function__(self, func, types, args=(), kwargs=None):
        given = list(_tensors((args, kwargs)))
        known = {_memory(tensor) for tensor in given}
        result = func(*args, **(kwargs or {}))
        self.elements += sum(tensor.numel() for tensor in _tensors(result)
                             if _memory(tensor) not in known or any(tensor is one for one in given))
        return result


def _tensors(thing):
    if isinstance(thing, torch.Tensor):
        yield thing
    elif isinstance(thing, (list, tuple)):
        for item in thing:
            yield from _tensors(item)
    elif isinstance(thing, dict):
        yield from _tensors(list(thing.values()))


def _memory(tensor):
    return tensor.untyped_storage().data_ptr() if tensor.layout is torch.strided else id(tensor)


@contextlib.contextmanager
def effort(kind):
    """Yields what is measured while the block runs; all of it is 0 until it ends.

    kind: "numbers" counts elements, of all tensors made, and peak, the bytes of Python's and NumPy's memory;
    "time" tells for how many pairs NumPy's processor time would have lasted, as seconds differ from machine to
    machine (0 where the work was quick); "" measures nothing.
    """
    seen = SimpleNamespace(elements=0, peak=0, pairs=0)
    if kind == "numbers":
        with _counted(seen):
            yield seen
        return
    start = time.process_time()
    try:
        yield seen
    finally:
        seconds = time.process_time() - start
        if kind == "time" and seconds > QUICK:
            seen.pairs = int(seconds / max(_seconds_of_a_pair() for _ in range(3)))


def _seconds_of_a_pair(features=20_000, rows=2_000):
    """Processor time that NumPy takes here and now for one pair, when it goes through all of them row by row."""
    a = np.linspace(-2, 2, features, dtype=np.float32)
    b = a[::-1].copy()
    start = time.process_time()
    for p in range(rows):
        alpha, beta = a + a[p], b + b[p]
        np.where((alpha > 0) & (beta < 0), -alpha * beta, 0).argmax()
    return (time.process_time() - start) / (features * rows)


@contextlib.contextmanager
def _counted(seen):
    running = tracemalloc.is_tracing()
    if not running:
        tracemalloc.start(1)
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    counter = _Counter()
    try:
        with counter:
            yield
    finally:
        seen.elements, seen.peak = counter.elements, max(tracemalloc.get_traced_memory()[1] - before, 0)
        if not running:
            tracemalloc.stop()

"""How much work a student's function does: for exercises in which looking at everything is the wrong answer."""

import contextlib
import time
import tracemalloc
from types import SimpleNamespace

import torch
from torch.overrides import TorchFunctionMode


class _Counter(TorchFunctionMode):
    """Counts the elements of every tensor that is made. Views, and results written in place, are not new."""

    def __init__(self):
        super().__init__()
        self.elements = 0

    def __torch_function__(self, func, types, args=(), kwargs=None):
        given = {_memory(tensor) for tensor in _tensors((args, kwargs))}
        result = func(*args, **(kwargs or {}))
        self.elements += sum(tensor.numel() for tensor in _tensors(result) if _memory(tensor) not in given)
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
    "seconds", of processor time, which counting would lengthen; "" measures nothing.
    """
    seen = SimpleNamespace(elements=0, peak=0, seconds=0.0)
    if kind == "numbers":
        with _counted(seen):
            yield seen
        return
    start = time.process_time()
    try:
        yield seen
    finally:
        seen.seconds = time.process_time() - start if kind == "seconds" else 0.0


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

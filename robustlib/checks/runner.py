"""Run a student's function on a case and write down what happened, as data.

What the function prints, warns, logs or draws is caught: a right answer may do all of that.
"""

import contextlib
import copy
import io
import linecache
import logging
import os
import random
import sys
import tempfile
import traceback
import warnings
from dataclasses import replace

import numpy as np
import torch

from robustlib.checks.effort import effort
from robustlib.checks.references import Ref
from robustlib.checks.specification import Observation, Value

PRINTED_LINES = 10  # how much of the function's own output a failure message repeats


def run(function, case):
    """Call function(*case.arguments) and return an Observation. Never raises for what the function does."""
    calls = [case.arguments, *(case.arguments | changes for changes in case.again)]
    seen = []
    for turn, arguments in enumerate(calls):
        seen.append(_call(function, arguments, case, turn))
        if seen[-1].error:
            return seen[-1]
    return _together(seen) if case.again else seen[0]


def _call(function, arguments, case, turn):
    arguments = {name: build(argument) for name, argument in arguments.items()}
    watched = {name: _snapshot(argument) for name, argument in arguments.items()}
    calls = {}
    passed = [_counting(name, argument, calls) for name, argument in arguments.items()]
    error, result, not_implemented = "", None, ""
    with _default_generators(turn) as generator_used, _quiet() as printed, _settings():
        try:
            with effort(case.effort) as work:
                result = function(*passed)
        except NotImplementedError as raised:
            not_implemented, error = _stub(raised), _describe(raised)
        except (Exception, SystemExit) as raised:
            error = _describe(raised)
        drawn = generator_used()
    after = {name: _snapshot(argument) for name, argument in arguments.items()}
    return Observation(
        value=as_value(result),
        error=error,
        not_implemented=not_implemented,
        printed="\n".join(printed().splitlines()[-PRINTED_LINES:]),
        changed_arguments=tuple(name for name in arguments if not _same(watched[name], after[name], "data")),
        recording=tuple(name for name in arguments if not _same(watched[name], after[name], "recording")),
        mode_changed=any(not _same(watched[name], after[name], "mode") for name in arguments),
        gradients_left=any(not _same(watched[name], after[name], "gradients") for name in arguments),
        parameters_changed=any(not _same(watched[name], after[name], "parameters") for name in arguments),
        generator_used=drawn,
        drawn_from=tuple(name for name in arguments if not _same(watched[name], after[name], "drawn")),
        calls=calls,
        gradients=_gradients(result, arguments.get(case.gradients_of)),
        **vars(work),
    )


def _together(seen):
    """Several calls as one observation: what each returned, and what happened in any of them."""
    happened = {flag: any(getattr(one, flag) for one in seen)
                for flag in ("mode_changed", "gradients_left", "parameters_changed", "generator_used")}
    changed = dict.fromkeys(name for one in seen for name in one.changed_arguments)
    recording = dict.fromkeys(name for one in seen for name in one.recording)
    return replace(seen[0], value=Value("tuple", [one.value for one in seen], type_name="tuple"),
                   changed_arguments=tuple(changed), recording=tuple(recording), **happened,
                   drawn_from=tuple(set.intersection(*(set(one.drawn_from) for one in seen))))


def _gradients(result, net):
    """∂result/∂parameters of a network, or ∂result/∂net of a tensor; empty where there is nothing to differentiate."""
    if net is None or not isinstance(result, torch.Tensor) or not result.requires_grad or result.numel() != 1:
        return ()
    parameters = [net] if isinstance(net, torch.Tensor) else list(net.parameters())
    try:
        found = torch.autograd.grad(result.sum(), parameters, allow_unused=True)
    except RuntimeError:  # the graph is gone, or the parameters no longer require gradients
        return ()
    return tuple(torch.zeros_like(p) if gradient is None else gradient for p, gradient in zip(parameters, found))


def build(argument):
    """The argument itself: a Ref is built, a tensor copied, a list built item by item."""
    if isinstance(argument, Ref):
        return argument.build()
    if isinstance(argument, torch.Tensor):
        return argument.clone()
    if isinstance(argument, (list, tuple)):
        return type(argument)(build(item) for item in argument)
    return copy.copy(argument)


def as_value(result):
    """What the function returned, as plain data that holds no code of the student's."""
    try:
        return _plain(result)
    except (Exception, RecursionError):  # a list that holds itself, a number too large, methods that raise …
        return Value("other", type_name=type(result).__name__)


def _plain(result):
    name = type(result).__name__
    if isinstance(result, torch.Tensor):
        usual = result.layout is torch.strided and not (result.is_nested or result.is_quantized or result.is_meta)
        if not usual or result.is_complex():
            return Value("other", type_name=f"{name} of another kind: {result.layout}, {result.dtype}, {result.device}")
        data = result.detach().cpu().as_subclass(torch.Tensor).clone()
        return Value("tensor", data, str(result.dtype).removeprefix("torch."), str(result.device),
                     bool(result.requires_grad), name)
    if isinstance(result, (np.ndarray, np.generic)):
        try:
            return Value("array", torch.from_numpy(np.array(result)), str(result.dtype), "cpu", False, name)
        except TypeError:  # arrays of strings or objects
            return Value("other", type_name=f"{name} of {result.dtype}")
    if isinstance(result, bool):
        return Value("bool", bool(result), type_name=name)
    if isinstance(result, (int, float)):
        return Value("number", float(result), type_name=name)
    if isinstance(result, str):
        return Value("string", str(result), type_name=name)
    if result is None:
        return Value("none", type_name="None")
    if isinstance(result, (list, tuple)):
        kind = "tuple" if isinstance(result, tuple) else "list"
        return Value(kind, [_plain(item) for item in result], type_name=name)
    if isinstance(result, dict):
        return Value("dict", {str(key): _plain(item) for key, item in result.items()}, type_name=name)
    return Value("other", type_name=name)


def _snapshot(argument):
    """What must not change in an argument: its data, or a network's mode, parameters and gradients."""
    if isinstance(argument, torch.Tensor):
        return {"data": [argument.detach().clone()], "recording": [argument.requires_grad, argument.grad is None]}
    if isinstance(argument, torch.nn.Module):
        parameters = list(argument.parameters())
        return {
            "mode": [module.training for module in argument.modules()],
            "gradients": [None if p.grad is None else p.grad.clone() for p in parameters],
            "parameters": [p.detach().clone() for p in argument.state_dict().values()]
            + [p.requires_grad for p in parameters],
        }
    if isinstance(argument, torch.Generator):
        return {"drawn": [argument.get_state()]}
    if isinstance(argument, (list, tuple)):
        return {"data": [copy.copy(item) for item in argument]}
    return {}


def _same(before, after, part):
    def equal(a, b):
        if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor):
            alike = a.shape == b.shape and a.dtype == b.dtype and a.device == b.device
            return alike and bool((a == b).logical_or(a.isnan() & b.isnan()).all())
        return type(a) is type(b) and a == b

    pairs = before.get(part, []), after.get(part, [])
    return len(pairs[0]) == len(pairs[1]) and all(equal(a, b) for a, b in zip(*pairs))


def _counting(name, argument, calls):
    """Count the calls of a network or another callable argument, without changing what it is."""
    if isinstance(argument, torch.nn.Module):
        calls[name] = 0

        def count(*_):
            calls[name] += 1

        argument.register_forward_pre_hook(count)
        return argument
    if callable(argument):
        calls[name] = 0

        def counted(*args, **kwargs):
            calls[name] += 1
            return argument(*args, **kwargs)

        return counted
    return argument


@contextlib.contextmanager
def _default_generators(turn=0):
    """Let the call draw from known states of the default generators, others at each turn; put them back afterwards."""
    states = torch.get_rng_state(), np.random.get_state(), random.getstate()
    torch.default_generator.manual_seed(20 + turn)
    np.random.seed(20 + turn)
    random.seed(20 + turn)
    before = torch.get_rng_state()
    try:
        yield lambda: not torch.equal(before, torch.get_rng_state())
    finally:
        torch.set_rng_state(states[0])
        np.random.set_state(states[1])
        random.setstate(states[2])


@contextlib.contextmanager
def _settings():
    """One thread, since the cases are tiny and threads only wait for each other; and torch's settings put back."""
    threads, recording, dtype = torch.get_num_threads(), torch.is_grad_enabled(), torch.get_default_dtype()
    torch.set_num_threads(1)
    torch.set_grad_enabled(True)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        torch.set_grad_enabled(recording)
        torch.set_default_dtype(dtype)


class _Text(io.StringIO):
    def close(self):
        """Stay readable, also for a function that closes sys.stdout."""


@contextlib.contextmanager
def _quiet():
    """Catch stdout, stderr (the file descriptor too), warnings and logging; yields a function that tells the text."""
    text = _Text()
    disabled = logging.root.manager.disable
    with warnings.catch_warnings(), contextlib.redirect_stdout(text), contextlib.redirect_stderr(text), _quiet_fd(2):
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            yield text.getvalue
        finally:
            logging.disable(disabled)


@contextlib.contextmanager
def _quiet_fd(number):
    """Send what compiled code writes to a file descriptor into a temporary file."""
    try:
        kept = os.dup(number)
    except OSError:  # closed
        yield
        return
    with tempfile.TemporaryFile() as sink:
        os.dup2(sink.fileno(), number)
        try:
            yield
        finally:
            os.dup2(kept, number)
            os.close(kept)


def _words(error):
    try:
        return str(error)
    except Exception:
        return ""


def _stub(error):
    """The function whose stub raised this error, or "": torch raises NotImplementedError for reasons of its own."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    line = frame.line or linecache.getline(frame.filename, frame.lineno)
    return frame.name if "raise NotImplementedError" in line or not _words(error) else ""


def _describe(error):
    """"ValueError: … (line 3: x.view(-1))": the error, and the last line of the notebook that led to it."""
    text = f"{type(error).__name__}: {_words(error)}".strip().removesuffix(":")
    own = [frame for frame in traceback.extract_tb(error.__traceback__)
           if "site-packages" not in frame.filename and os.path.dirname(frame.filename) != os.path.dirname(__file__)
           and not frame.filename.startswith(sys.prefix)]
    if own:
        line = (own[-1].line or linecache.getline(own[-1].filename, own[-1].lineno)).strip()
        text += f" (line {own[-1].lineno} of the cell: {line})"
    return text

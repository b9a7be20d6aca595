"""Pieces that judges are made of. Each returns a Problem, or None where all is well."""

from dataclasses import dataclass

import torch

from robustlib.checks.specification import Problem


@dataclass(frozen=True)
class Mistake:
    """A misconception, and the value it leads to: a result equal to that value gets this explanation."""

    likely: str
    value: torch.Tensor
    look_at: str = ""  # a better place to read than the exercise's own


def first(*problems):
    """The first Problem among the arguments. An argument may be a function, called only if all before it were fine."""
    for problem in problems:
        problem = problem() if callable(problem) else problem
        if problem is not None:
            return problem
    return None


def as_tensor(value):
    """The returned Value as a CPU tensor: tensors, arrays, numbers and lists of these; None if it is none of them."""
    if value.kind in ("tensor", "array"):
        return value.data
    if value.kind in ("number", "bool"):
        return torch.tensor(value.data, dtype=torch.float64 if value.kind == "number" else torch.bool)
    if value.kind in ("list", "tuple") and value.data:
        parts = [as_tensor(item) for item in value.data]
        if all(part is not None and part.shape == parts[0].shape for part in parts):
            return torch.stack([part.to(torch.float64) if part.dtype != torch.bool else part for part in parts])
    return None


def shape(value, expected, what="the result"):
    """It is a tensor (or may stand for one) of this shape, finite."""
    got = as_tensor(value)
    likely = "Does the function end with `return`?" if value.kind == "none" else ""
    if got is None:
        return Problem(f"{what} is a tensor of shape {tuple(expected)}", f"a tensor of shape {tuple(expected)}",
                       describe(value), likely)
    if got.shape != tuple(expected):
        return Problem(f"the shape of {what}", str(tuple(expected)), str(tuple(got.shape)))
    if got.is_floating_point() and not torch.isfinite(got).all():
        return Problem(f"{what} holds only finite numbers", "finite numbers", "some that are nan or infinite",
                       "A division by 0, such as g / |g| where g is 0, gives nan.")
    return None


def close(value, expected, what, *, rtol=1e-4, atol=1e-5, mistakes=(), unsure=None, share=0.0):
    """The result equals `expected`, a tensor, within rtol and atol; a known mistake gets its explanation.

    unsure: a bool mask of elements that are not compared. share: how large a share of the elements may differ
    (for iterations in which a sign next to zero may fall either way).
    """
    wrong_shape = shape(value, expected.shape)
    if wrong_shape is not None:
        return wrong_shape
    got = as_tensor(value)

    def differs(reference):
        off = ~torch.isclose(got.double(), reference.double(), rtol=rtol, atol=atol)
        return off & ~unsure if unsure is not None else off

    off = differs(expected)
    if off.sum() <= share * off.numel():
        return None
    mistake = next((m for m in mistakes
                    if m.value.shape == got.shape and differs(m.value).sum() <= share * off.numel()), Mistake("", got))
    gap = (got.double() - expected.double()).abs().masked_fill(~off, -1)
    place = tuple(int(i) for i in torch.unravel_index(gap.argmax(), gap.shape)) if gap.ndim else ()
    at = f" at index {list(place)}" if place else ""
    wanted, found = apart(expected[place], got[place])
    return Problem(what, f"{wanted}{at}", f"{found}{at}", mistake.likely, mistake.look_at)


def untouched(observation, *, inputs=True, network=True, detached=False, lists=()):
    """No side effects, where the docstring forbids them. lists: names of arguments that are lists."""
    if inputs and observation.changed_arguments:
        names = ", ".join(observation.changed_arguments)
        x = observation.changed_arguments[0]
        if x in lists:
            return Problem("the arguments are left as they were", "no change", f"{names} was changed in place",
                           f"{x}.pop(), .append(), del and `{x}[i] = …` change the caller's list: work on list({x}).")
        return Problem("the arguments are left as they were", "no change", f"{names} was changed in place",
                       f"`{x} += …`, `{x}[i] = …` and methods that end in _ change the caller's tensor: "
                       f"work on {x}.clone() or make a new tensor.")
    if inputs and observation.recording:
        names = ", ".join(observation.recording)
        x = observation.recording[0]
        return Problem("the arguments are left as they were", "requires_grad = False", f"{names} records gradients now",
                       f"{x}.requires_grad_() marks the caller's own tensor. Mark a copy: "
                       f"{x}.clone().requires_grad_().")
    if network and observation.mode_changed:
        return Problem("the network stays in the mode it came in", "the same mode afterwards",
                       "net.train() or net.eval() was called and not undone",
                       "Leave the mode to whoever calls the function: this exercise works in either.")
    if network and observation.gradients_left:
        return Problem("the network's own parameters keep the gradients they had", "the gradients they came with",
                       "the parameters' .grad changed",
                       "loss.backward() fills every parameter's .grad, and zero_grad() wipes it; "
                       "torch.autograd.grad(loss, x) only computes the one you ask for.")
    if network and observation.parameters_changed:
        return Problem("the network's weights stay as they were", "the same weights",
                       "their values, dtype, device or requires_grad changed")
    if detached and any(item.requires_grad for item in _flat(observation.value)):
        return Problem("the result is detached from the graph", "requires_grad = False", "requires_grad = True",
                       "Return it with .detach(): else whoever uses it drags the whole computation along.")
    return None


def items(value, count, what="the result"):
    """It is a tuple (or list) of so many items."""
    if value.kind not in ("tuple", "list") or len(value.data) != count:
        got = f"{len(value.data)} items" if value.kind in ("tuple", "list") else describe(value)
        return Problem(f"{what} is a tuple of {count}", f"{count} values, `return a, b, …`", got)
    return None


def describe(value):
    if value.kind in ("tensor", "array"):
        return f"a {value.type_name} of shape {tuple(value.data.shape)}, {value.dtype}"
    if value.kind in ("number", "bool", "string"):
        return f"{value.type_name} {value.data!r}"
    if value.kind in ("tuple", "list"):
        return f"a {value.kind} of {len(value.data)}: {', '.join(describe(item) for item in value.data[:4])}"
    return value.type_name


def apart(expected, got):
    """Two different elements in words, with as many digits as it takes to tell them apart."""
    for digits in (5, 8, 12, 17):
        wanted, found = number(expected, digits), number(got, digits)
        if wanted != found:
            break
    return wanted, found


def number(element, digits=5):
    element = element.item()
    return f"{element + 0.0:.{digits}g}" if isinstance(element, float) else str(element)


def _flat(value):
    if value.kind in ("tuple", "list"):
        return [inner for item in value.data for inner in _flat(item)]
    return [value]

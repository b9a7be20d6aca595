"""The machinery under the checks: what the student reads, and what the runner sees, swallows and puts back."""

import logging
import os
import sys
import warnings

import numpy as np
import pytest
import torch

from robustlib.checks import judging
from robustlib.checks.references import Ref
from robustlib.checks.runner import as_value, run
from robustlib.checks.specification import Case, CheckFailed, Exercise, Problem

X = torch.arange(4.0).view(1, 1, 2, 2)


def exercise(judge=lambda case, seen: None):
    return Exercise("double", lambda seed: [Case("a small image", {"x": X + seed})], judge, "hint 1")


def compare(case, seen):
    x = case.arguments["x"]
    return judging.close(seen.value, 2 * x, "twice x", mistakes=[judging.Mistake("That is the square.", x * x)])


def observe(function, **arguments):
    return run(function, Case("", arguments))


def test_a_pass_says_so(capsys):
    exercise(compare)(lambda x: 2 * x)
    assert capsys.readouterr().out == "✓ double: all 1 cases pass.\n"


def test_a_failure_says_what_was_expected_what_came_why_and_where_to_look():
    with pytest.raises(CheckFailed) as raised:
        exercise(compare)(lambda x: print("hello") or x * x)
    text = str(raised.value)
    for part in ("double: called with a small image", "checked:  twice x", "expected: 6 at index [0, 0, 1, 1]",
                 "got:      9 at", "likely:   That is the square.", "look at:  hint 1", "printed:\n    hello"):
        assert part in text
    assert raised.value._render_traceback_() == text.splitlines()


def test_a_hidden_failure_gives_no_inputs_and_no_numbers():
    with pytest.raises(CheckFailed) as raised:
        exercise(compare)(lambda x: print("hello 12345") or x * x, hidden=True)
    text = str(raised.value)
    assert "twice x" in text and "That is the square." in text
    assert not any(word in text for word in ("hello", "12345", "expected", "got", "small image", "index"))


def test_an_unwritten_answer_is_no_failure_but_not_implemented():
    def double(x):
        raise NotImplementedError

    with pytest.raises(NotImplementedError, match="double is not written yet"):
        exercise()(double)


def test_an_unwritten_function_that_the_answer_calls_is_named():
    def project(x):
        raise NotImplementedError("Your turn")

    with pytest.raises(NotImplementedError, match="double calls project, which is not written yet"):
        exercise()(lambda x: project(x))


def test_torchs_own_not_implemented_error_is_an_error_like_others():
    with pytest.raises(CheckFailed, match="(?s)NotImplementedError: mean.*likely:   True and False have no mean"):
        exercise()(lambda x: (x > 0).mean())


@pytest.mark.parametrize("function, words", [
    (lambda x: torch.autograd.grad(x.sum(), x), "was not recorded"),
    (lambda x: torch.autograd.grad((x * 2).requires_grad_().sum(), x.clone().requires_grad_()), "never saw"),
    (lambda x: x if x else 2 * x, "is None"),
    (lambda x: x.clone().requires_grad_().numpy(), "detach"),
    (lambda x: (x.clone().requires_grad_() * 2).backward(), "add them up"),
    (lambda x: x.max(2).abs(), "amax"),
    (lambda x: y, "spelt"),  # noqa: F821
    (lambda: 3, "`def`"),
    (lambda x: x.clone().requires_grad_().add_(1), "in place"),
])
def test_common_errors_are_explained(function, words):
    with pytest.raises(CheckFailed, match=f"(?s)without an error.*likely: .*{words}"):
        exercise()(function)


def test_a_mistake_may_name_a_better_place_to_look():
    def judge(case, seen):
        return judging.close(seen.value, 2 * X, "twice x", mistakes=[judging.Mistake("Square.", X * X, "hint 3")])

    with pytest.raises(CheckFailed, match="look at:  hint 3"):
        exercise(judge)(lambda x: x * x)


def test_a_call_instead_of_the_function():
    with pytest.raises(CheckFailed, match="without calling it"):
        exercise()(X)


def test_an_error_names_itself_and_its_line():
    def broken(x):
        return x.view(3, 3)

    with pytest.raises(CheckFailed, match=r"(?s)returns without an error.*RuntimeError.*return x.view\(3, 3\)"):
        exercise()(broken)


@pytest.mark.parametrize("leave", [lambda x: sys.exit(0), lambda x: exec("raise SystemExit")])
def test_leaving_the_interpreter_is_an_error_like_others(leave):
    with pytest.raises(CheckFailed, match="SystemExit"):
        exercise()(leave)


def test_a_right_answer_may_print_warn_log_and_draw(capfd, recwarn):
    def noisy(x):
        print("out")
        print("err", file=sys.stderr)
        os.write(2, b"from compiled code")
        warnings.warn("careful", stacklevel=2)
        logging.getLogger("x").error("logged")
        return 2 * x

    exercise(compare)(noisy)
    assert capfd.readouterr() == ("✓ double: all 1 cases pass.\n", "") and not recwarn.list


def test_global_state_is_put_back():
    states = torch.get_rng_state(), np.random.get_state()[1].copy()
    seen = observe(lambda x: torch.rand(3) + np.random.rand(), x=X)
    assert seen.generator_used
    assert torch.equal(states[0], torch.get_rng_state()) and (states[1] == np.random.get_state()[1]).all()
    assert not observe(lambda x: x, x=X).generator_used
    assert logging.root.manager.disable == logging.NOTSET


@pytest.mark.parametrize("leave", [
    lambda x: torch.set_grad_enabled(False), lambda x: torch.set_default_dtype(torch.float64),
    lambda x: torch.set_num_threads(3), lambda x: print("text") or sys.stdout.close()])
def test_settings_are_put_back(leave):
    before = torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_num_threads()
    assert observe(leave, x=X).error == ""
    assert before == (torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_num_threads())
    print("stdout is open")


def test_an_error_that_cannot_say_what_it_is():
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError

    def raises(x):
        raise Mute

    assert observe(raises, x=X).error.startswith("Mute")


def test_marks_on_arguments_are_seen():
    assert observe(lambda x: x.requires_grad_() and None, x=X).recording == ("x",)
    assert observe(lambda x: x.requires_grad_().requires_grad_(False) and None, x=X).recording == ()


def test_a_generator_that_moves_on_is_seen():
    generator = Ref("generator", 3)
    assert observe(lambda g: torch.rand(2, generator=g), g=generator).drawn_from == ("g",)
    assert observe(lambda g: torch.rand(2), g=generator).drawn_from == ()


def test_changes_of_arguments_are_seen_and_stay_outside_the_case():
    kept = X.clone()
    assert observe(lambda x, y: x.mul_(2), x=X, y=X).changed_arguments == ("x",)
    assert torch.equal(X, kept)


@pytest.mark.parametrize("change, field", [
    (lambda net: net.train(), "mode_changed"),
    (lambda net: net[1].train(), "mode_changed"),
    (lambda net: net(torch.rand(1, 1, 6, 6)).sum().backward(), "gradients_left"),
    (lambda net: net.requires_grad_(False), "parameters_changed"),
    (lambda net: net.double(), "parameters_changed"), (lambda net: net.to("meta"), "parameters_changed"),
    (lambda net: net[1].weight.data.zero_(), "parameters_changed"),
])
def test_changes_of_a_network_are_seen(change, field):
    seen = observe(lambda net: change(net) and None, net=Ref("smooth_network", 1))
    fields = ("mode_changed", "gradients_left", "parameters_changed")
    assert [getattr(seen, name) for name in fields] == [name == field for name in fields]


def test_calls_are_counted():
    seen = observe(lambda net: [net(torch.rand(1, 1, 6, 6)) for _ in range(3)], net=Ref("smooth_network", 1))
    assert seen.calls == {"net": 3}


def test_references_are_the_same_for_everyone_who_builds_them():
    before = torch.get_rng_state()
    first, second = Ref("smooth_network", 7).build(), Ref("smooth_network", 7).build()
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters()))
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("result, kind", [
    (X, "tensor"), (X.numpy(), "array"), (np.float32(3), "array"), (3, "number"), (2.5, "number"), (True, "bool"),
    ("text", "string"), (None, "none"), ((X, 1), "tuple"), ([1, 2], "list"), ({"a": X}, "dict"), (object(), "other"),
    (np.array([object()]), "other"), (X.to_sparse(), "other"), (X + 1j, "other"), (10**400, "other"),
    (X.to("meta"), "other"), (torch.nested.nested_tensor([X]), "other"), (np.arange(3, dtype=">f4"), "other"),
    ((HOLDS_ITSELF := [1]).append(HOLDS_ITSELF) or HOLDS_ITSELF, "other"),
])
def test_what_comes_back_becomes_plain_data(result, kind):
    assert as_value(result).kind == kind


def test_a_tensor_is_detached_and_loses_its_class():
    class Liar(torch.Tensor):
        def __eq__(self, other):
            return True

    value = as_value((X.clone().requires_grad_() * 1).as_subclass(Liar))
    assert type(value.data) is torch.Tensor and not value.data.requires_grad and value.requires_grad


@pytest.mark.parametrize("result", [2 * X, (2 * X).numpy(), 2 * X.double(), (2 * X).tolist()])
def test_arrays_numbers_and_lists_stand_for_tensors(result):
    assert exercise(compare).judge(Case("", {"x": X}), observe(lambda x: result, x=X)) is None


@pytest.mark.parametrize("result, words", [
    (None, "shape"), (X[0], "shape"), (X * float("nan"), "finite"), ("text", "tensor of shape"), ({}, "tensor of"),
    (object(), "tensor of shape"), ([X, 1], "tensor of shape")])
def test_other_things_are_refused_in_words(result, words):
    problem = judging.close(as_value(result), 2 * X, "twice x")
    assert isinstance(problem, Problem) and words in problem.checked

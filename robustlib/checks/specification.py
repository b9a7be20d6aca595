"""What an exercise is held to: cases, a judge, and the words for the student.

An exercise has three pure parts. `cases(seed)` draws the inputs. The runner (runner.py) calls the student's
function on them. `judge(case, observation)` compares what came back with a reference and with properties, and
says what is wrong. Only data passes between them, so that a grader may put each in a process of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from robustlib.checks.errors import explain

VISIBLE_SEED = 0
# Stock autograding reads the whole notebook, so it cannot hide a seed. `course grade` uses seeds of its own.
STOCK_HIDDEN_SEED = 1


@dataclass(frozen=True)
class Case:
    """One call of the student's function. what completes the sentence "I called your function with …"."""

    what: str
    arguments: dict  # in the order of the function's parameters: tensors, numbers, strings, lists, or Ref
    again: tuple = ()  # further calls, each a dict of what differs; the value is then a tuple, one item a call
    gradients_of: str = ""  # the argument, a network or a tensor, by which a returned loss is to be differentiated
    effort: str = ""  # what to measure of the function's work: "numbers" (elements and peak below) or "time" (pairs)


@dataclass(frozen=True)
class Value:
    """What came back, as data. kind: tensor, array, number, bool, string, none, tuple, list, dict or other."""

    kind: str
    data: Any = None  # a plain CPU tensor; a number; a list of Values (tuple, list); a dict of them
    dtype: str = ""  # of a tensor or an array
    device: str = ""
    requires_grad: bool = False
    type_name: str = ""  # the name of its type, for messages


@dataclass(frozen=True)
class Observation:
    """What happened in one call."""

    value: Value = Value("none")
    error: str = ""  # "ValueError: …", empty when the call returned
    not_implemented: str = ""  # the function in which a stub still stands: this one, or one that it calls
    printed: str = ""  # the end of what the function printed
    changed_arguments: tuple = ()  # names of tensors that were changed in place
    recording: tuple = ()  # names of tensors that now require gradients, or hold one
    mode_changed: bool = False  # a network was left in another mode than it came in
    gradients_left: bool = False  # a network's parameters have gradients they did not have before
    parameters_changed: bool = False
    generator_used: bool = False  # torch's default generator was drawn from
    drawn_from: tuple = ()  # names of torch.Generators that moved on, in every call
    calls: dict = field(default_factory=dict)  # how often each callable argument was called
    gradients: tuple = ()  # of the returned loss, one tensor a parameter of Case.gradients_of; empty if it carries none
    elements: int = 0  # of all tensors that were made or filled, where Case.effort asks for numbers
    peak: int = 0  # bytes that Python and NumPy held at most, likewise
    pairs: int = 0  # for so many pairs NumPy's processor time would have lasted, where Case.effort asks for time


@dataclass(frozen=True)
class Problem:
    """What is wrong: what was checked, what was expected, what came, and the likely cause."""

    checked: str
    expected: str = ""
    got: str = ""
    likely: str = ""
    look_at: str = ""  # a better place to read than the exercise's own


class CheckFailed(AssertionError):
    """A check did not pass. In a notebook only the message is shown, without a traceback."""

    def _render_traceback_(self):
        return str(self).splitlines()


@dataclass(frozen=True)
class Exercise:
    """One exercise's specification; called with the student's function it is the check under the stub."""

    name: str  # of the function that the student writes
    cases: Callable  # seed → list of Case
    judge: Callable  # (Case, Observation) → Problem or None
    look_at: str  # where the reader finds help

    def __call__(self, function, hidden=False):
        """Raise CheckFailed with an explanation at the first case that fails; say so when all pass."""
        from robustlib.checks.runner import run  # the grader's judge has no use for the runner

        if not callable(function):
            raise CheckFailed(f"✗ {self.name}: pass the function itself, without calling it: "
                              f"{self.name}, not {self.name}(…)")
        cases = self.cases(STOCK_HIDDEN_SEED if hidden else VISIBLE_SEED)
        for case in cases:
            observation = run(function, case)
            if observation.not_implemented:
                raise _not_written(self.name, observation.not_implemented)
            problem = self.verdict(case, observation)
            if problem is not None:
                raise CheckFailed(self.message(case, observation, problem, hidden)) from None
        if not hidden:
            print(f"✓ {self.name}: all {len(cases)} cases pass.")

    def verdict(self, case, observation):
        """What is wrong with one observation, a Problem, or None. A function that raised has no value to judge."""
        if observation.error:
            return Problem("your function returns without an error", got=observation.error,
                           likely=explain(observation.error))
        return self.judge(case, observation)

    def message(self, case, observation, problem, hidden=False):
        """The words for the student. About hidden cases it gives no inputs and no numbers."""
        head = f"called with {case.what}"
        rows = [("checked", problem.checked), ("expected", problem.expected), ("got", problem.got),
                ("likely", problem.likely), ("look at", problem.look_at or self.look_at)]
        if hidden:
            head = "the cases shown under the exercise pass, but other ones do not"
            rows = [row for row in rows if row[0] not in ("expected", "got")]
        lines = [f"✗ {self.name}: {head}", *(f"  {label + ':':<10}{text}" for label, text in rows if text)]
        if observation.printed and not hidden:
            lines += ["  Your function printed:", *(f"    {line}" for line in observation.printed.splitlines())]
        return "\n".join(lines)


def _not_written(name, missing):
    who = f"{name} is" if missing == name else f"{name} calls {missing}, which is"
    error = NotImplementedError(f"{who} not written yet. Replace the line `raise NotImplementedError(…)` in {missing} "
                                f"with your answer, run that cell, then run this one again.")
    error._render_traceback_ = lambda: [f"… {error}"]
    return error

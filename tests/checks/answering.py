"""Every right answer passes and every wrong one fails, visible and hidden cases, over several seeds.

A chapter has a file of its own, test_answers_chNN.py, so that chapters are tested side by side.
"""

import pytest

from robustlib.checks.runner import run
from tests.answers import EXERCISES, answers, function, specification

SEEDS = (0, 1, 2, 17, 2**31)  # 0 is the visible one, 1 that of stock autograding


def problem(exercise, path, seed):
    """The first problem that the exercise's specification finds with an answer, with the words for the student."""
    check = specification(exercise)
    for case in check.cases(seed):
        observation = run(function(path, check.name), case)
        found = check.verdict(case, observation)
        if found is not None:
            return check.message(case, observation, found)
    return None


def right_answers(chapter):
    """The test of a chapter's right answers."""
    @pytest.mark.parametrize("seed", SEEDS)
    @_each(chapter, "right")
    def test(exercise, path, seed):
        message = problem(exercise, path, seed)
        assert message is None, message

    return test


def wrong_answers(chapter):
    """The test of a chapter's wrong answers."""
    @pytest.mark.parametrize("seed", SEEDS)
    @_each(chapter, "wrong")
    def test(exercise, path, seed):
        assert problem(exercise, path, seed) is not None

    return test


def _each(chapter, kind):
    pairs = [(exercise, path) for exercise in EXERCISES if exercise.startswith(chapter.replace("ch", "ex") + "_")
             for path in answers(exercise, kind)]
    return pytest.mark.parametrize("exercise, path", pairs, ids=[f"{exercise}-{path.stem}" for exercise, path in pairs])

"""The answers to the exercises of chapter 04: see answering.py."""

from tests.checks.answering import right_answers, wrong_answers

test_right_answer_is_accepted = right_answers("ch04")
test_wrong_answer_is_refused = wrong_answers("ch04")

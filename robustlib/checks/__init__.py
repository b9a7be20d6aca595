"""The specification that each exercise is held to, one module a chapter: `checks.ch02.fgsm(fgsm)`."""

from robustlib.checks import ch01, ch02, ch03, ch04, ch05, ch06, ch07

__all__ = ["ch01", "ch02", "ch03", "ch04", "ch05", "ch06", "ch07"]

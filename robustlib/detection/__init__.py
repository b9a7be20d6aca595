"""Detection of adversarial images: change the image a little, many times, and see how often its label changes.

`mutation` makes the changes, `sensitivity` measures κ(x), `sprt` is Wald's sequential test, and `detect` puts them
together (Wang et al. 2018, nMutant).
"""

from robustlib.detection import mutation
from robustlib.detection.characteristic import operating_characteristic, wald_approximation
from robustlib.detection.detector import detect
from robustlib.detection.sensitivity import (
    choose,
    label_changes,
    normal_sensitivity,
    sensitivity,
    sensitivity_interval,
)
from robustlib.detection.sprt import (
    SequentialTest,
    Verdict,
    boundaries,
    hypotheses,
    lines,
    log_ratio,
    released_rule,
    sprt,
    thresholds,
)

__all__ = ["SequentialTest", "Verdict", "boundaries", "choose", "detect", "hypotheses", "label_changes", "lines",
           "log_ratio", "mutation", "normal_sensitivity", "operating_characteristic", "released_rule", "sensitivity",
           "sensitivity_interval", "sprt", "thresholds", "wald_approximation"]

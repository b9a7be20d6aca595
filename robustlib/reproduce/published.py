"""Figures of the papers, to stand beside our own. Shares, not per cent."""

# Papernot et al. 2016 (S&P), Fig. 7: JSMA reaches its target, by distillation temperature. None: no distillation.
DISTILLATION_SUCCESS = {
    "mnist": {None: .9589, 1: .91, 2: .8223, 5: .2467, 10: .0678, 20: .0134, 30: .0144, 40: .0045, 50: .0145,
              100: .0045},
    "cifar10": {None: .8789, 1: .9278, 2: .8767, 5: .67, 10: .4756, 20: .1823, 30: .1323, 40: .0934, 50: .0623,
                100: .0511},
}
# The same paper, Fig. 9, CIFAR-10: about which share of 10,000 test images lies in each bin of AMPLITUDE_BINS.
AMPLITUDES = {
    "cifar10": {None: (0, 0, 0, 0, 0, 0, .003, .17, .35, .48), 20: (.43, .03, .05, .06, .06, .07, .08, .10, .05, .06),
                100: (.79, .01, .03, .02, .03, .03, .03, .03, .01, .02)},
}
# The same paper, section V: robustness ρ, and accuracy.
ROBUSTNESS = {"mnist": {None: .0155, 20: .1379}}
ACCURACY = {"mnist": {None: .9951, 20: .9905}, "cifar10": {None: .8095, 20: .8139}}

# Wang et al. 2018 (nMutant, figures of the 2019 revision): mean κ at region 1, 1000 images each.
SENSITIVITY = {
    "mnist": {"normal": .016, "FGSM": .34, "JSMA": .45, "C&W": .39, "black box": .39, "wrong label": .33},
    "cifar10": {"normal": .10, "FGSM": .27, "JSMA": .50, "C&W": .21, "black box": .50, "wrong label": .38},
}
# The same paper: the area under the ROC of κ.
AUROC = {
    "mnist": {"FGSM": .967, "JSMA": .992, "C&W": .997, "black box": .993},
    "cifar10": {"FGSM": .803, "JSMA": .945, "C&W": .865, "black box": .942},
}
# The same paper: flagged as adversarial, by their released rule.
DETECTED = {
    "mnist": {"normal": .077, "FGSM": .883, "JSMA": .997, "C&W": .995, "black box": .989, "wrong label": 1.0},
    "cifar10": {"normal": .214, "FGSM": .714, "JSMA": .952, "C&W": .781, "black box": .958, "wrong label": .765},
}

"""Chapter 02: FGSM, its targeted and iterative versions, PGD, adversarial training."""

import torch

from robustlib import attacks
from robustlib.attacks.framework import loss_gradient
from robustlib.checks.judging import Mistake, close, first, untouched
from robustlib.checks.references import CLASSES, SIDE, Ref
from robustlib.checks.specification import Case, Exercise

TINY = 1e-6  # a gradient this small next to the image's largest may round to either sign


def _images(seed, count=4):
    """Random images with some values exactly 0 and 1, where clipping matters, and random labels."""
    generator = torch.Generator().manual_seed(1000 + seed)
    x = (torch.rand((count, 1, SIDE, SIDE), generator=generator) * 1.6 - 0.3).clamp(0, 1)
    return x, torch.randint(CLASSES, (count,), generator=generator)


def _fgsm_cases(seed):
    x, y = _images(seed)
    return [
        Case("4 random images and ε = 0.1", {"net": Ref("smooth_network", seed), "x": x, "y": y, "eps": 0.1}),
        Case("a single image and ε = 0.3", {"net": Ref("smooth_network", seed + 1), "x": x[:1], "y": y[:1],
                                            "eps": 0.3}),
        Case("ε = 0, which must change nothing", {"net": Ref("smooth_network", seed), "x": x, "y": y, "eps": 0.0}),
        Case("a network in training mode", {"net": Ref("smooth_network", seed, (("training", True),)), "x": x,
                                            "y": y, "eps": 0.1}),
    ]


def _fgsm_judge(case, seen):
    net, (x, y, eps) = case.arguments["net"].build(), list(case.arguments.values())[1:]
    gradient = loss_gradient(y)(net, x, torch.arange(len(x)))
    predicted = net(x).argmax(1)
    step = eps * gradient.sign()
    mistakes = [
        Mistake("The sign of the step is turned round: that makes the loss smaller. For an untargeted attack, add.",
                (x - step).clamp(0, 1)),
        Mistake("The step is ε times the gradient itself. FGSM takes only its sign.", (x + eps * gradient).clamp(0, 1)),
        Mistake("The result leaves [0, 1]: an image has no such pixels. Use .clamp(0, 1) at the end.", x + step),
        Mistake("That is the perturbation alone; the attack returns the perturbed image, x + ε · sign(…).", step),
        Mistake("The gradient is of the loss with the predicted class; the formula takes the true class y.",
                attacks.fgsm(net, x, predicted, eps)),
        Mistake("The step is half as large as ε.", (x + step / 2).clamp(0, 1)),
        Mistake("The step is taken on x scaled by 255: ε is already a share of the range [0, 1].",
                (x + step / 255).clamp(0, 1)),
    ]
    unsure = gradient.abs() <= TINY * gradient.abs().amax((1, 2, 3), keepdim=True)
    return first(
        close(seen.value, (x + step).clamp(0, 1), "x + ε · sign(∂J/∂x), clipped to [0, 1]",
              mistakes=mistakes, unsure=unsure),
        untouched(seen, detached=True),
    )


fgsm = Exercise("fgsm", _fgsm_cases, _fgsm_judge, 'the formula under "One step", and hint 2')

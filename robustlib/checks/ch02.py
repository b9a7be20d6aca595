"""Chapter 02: FGSM, its targeted and iterative versions, PGD, adversarial training."""

import torch
from torch.nn import functional as F

from robustlib.attacks.fgsm import project as nearest
from robustlib.attacks.framework import loss_gradient
from robustlib.checks.judging import Mistake, as_tensor, close, first, shape, untouched
from robustlib.checks.references import CLASSES, SIDE, Ref
from robustlib.checks.specification import Case, Exercise, Problem

STEADY = 1e-5  # a gradient smaller than this, next to the image's largest, may round to either sign
GREY, COLOUR = (1, SIDE, SIDE), (3, 4, 7)


# ---- Inputs ----------------------------------------------------------------------------------------------------------


def _images(seed, count, size=GREY, low=-0.3, high=1.3):
    """Random images; by default some values are exactly 0 and 1, where clipping matters."""
    generator = torch.Generator().manual_seed(1000 + seed)
    return (torch.rand((count, *size), generator=generator) * (high - low) + low).clamp(0, 1)


def _attack_case(what, seed, count, eps, size=GREY, offset=0, labels="y", rest=(), images=(), network="image_network",
                 **options):
    """A network, images and labels: that of image i is the network's answer + i + offset, so most answers are wrong."""
    net = Ref(network, seed, tuple({"shape": size, **options}.items()))
    x = _images(seed, count, size, **dict(images))
    predicted = net.build()(x)
    y = (predicted.argmax(1) + torch.arange(count) + offset) % predicted.shape[1]
    return Case(what, {"net": net, "x": x, labels: y, "eps": eps, **dict(rest)})


def _chosen(seed, make, fits):
    """The first case that fits, of a long row of seeds: one that tells right from wrong whatever the seed."""
    for attempt in range(100):
        case = make(seed + 1_000_003 * attempt)
        if fits(case):
            break
    return case


def _gradient(net, x, y):
    return loss_gradient(y)(net, x, torch.arange(len(x)))


def _weak(gradient):
    """Which values of a gradient are so near zero that rounding may decide their sign."""
    return gradient.abs() <= STEADY * gradient.abs().amax((1, 2, 3), keepdim=True)


def _one_step_is_steady(case):
    net, x, y, _ = _attack_arguments(case)
    return not _weak(_gradient(net, x, y)).any()


def _attack_arguments(case):
    net, *rest = case.arguments.values()
    return net.build(), *rest


# ---- One step: fgsm, targeted_fgsm -----------------------------------------------------------------------------------


def _one_step_cases(seed, labels):
    def case(number, *args, **options):
        return _chosen(seed + 10 * number, lambda s: _attack_case(args[0], s, *args[1:], labels=labels, **options),
                       _one_step_is_steady)

    return [
        case(0, "6 random images and ε = 0.1", 6, 0.1),
        case(1, "a single image and ε = 0.3", 1, 0.3, offset=1),
        case(2, "5 colour images, 4 pixels high and 7 wide, and ε = 0.05", 5, 0.05, size=COLOUR),
        case(3, "ε = 0, which must change nothing", 3, 0.0),
        case(4, "a network in training mode, whose parameters hold gradients already", 7, 0.2, training=True,
             gradients=True),
    ]


def _one_step_judge(case, seen, sign):
    """sign: +1 away from the labels, −1 towards them."""
    net, x, y, eps = _attack_arguments(case)
    gradient = _gradient(net, x, y)
    predicted = _gradient(net, x, net(x).argmax(1))
    step = sign * eps * gradient.sign()
    length = gradient.flatten(1).norm(dim=1).view(-1, 1, 1, 1)
    largest = gradient.abs().amax((1, 2, 3), keepdim=True)
    with_softmax = loss_gradient(y)(lambda images: net(images).softmax(1), x, torch.arange(len(x)))
    turned = ("The sign of the step is turned round: that makes the loss smaller. For an untargeted attack, add."
              if sign > 0 else "That step leads away from the target. To make its loss smaller, subtract.")
    other = ("The gradient is of the loss with the predicted class; the formula takes the true class y." if sign > 0 else
             "The gradient is of the loss with the predicted class; a targeted attack takes that with the target.")
    no_sign = "The step is ε times the gradient itself. FGSM takes only its sign."
    scaled = "The gradient is divided by its size. FGSM takes only the sign of each value: every pixel moves by the whole ε."
    formula = f"x {'+' if sign > 0 else '−'} ε · sign(∂J/∂x), clipped to [0, 1]"
    mistakes = [Mistake(likely, value) for likely, value in (
        (turned, (x - step).clamp(0, 1)),
        (no_sign, (x + sign * eps * gradient).clamp(0, 1)),
        (no_sign, (x + sign * eps * gradient / len(x)).clamp(0, 1)),
        (scaled, (x + sign * eps * gradient / length).clamp(0, 1)),
        (scaled, (x + sign * eps * gradient / largest).clamp(0, 1)),
        ("The result leaves [0, 1]: an image has no such pixels. Use .clamp(0, 1) at the end.", x + step),
        ("Pixels below 0 are kept: an image lies in [0, 1], so clip with .clamp(0, 1).", (x + step).clamp(-1, 1)),
        ("That is the perturbation alone; the attack returns the perturbed image, x ± ε · sign(…).", step),
        ("That is the image without a step.", x),
        (other, (x + sign * eps * predicted.sign()).clamp(0, 1)),
        ("The step leads away from the predicted class. A targeted attack takes the gradient of the loss with the "
         "target, and subtracts.", (x + eps * predicted.sign()).clamp(0, 1)),
        ("The step is half as large as ε.", (x + step / 2).clamp(0, 1)),
        ("The step is twice as large as ε.", (x + step * 2).clamp(0, 1)),
        ("ε is divided by 255, but it is already a share of the range [0, 1].", (x + step / 255).clamp(0, 1)),
        ("The step is scaled by 255, but the images have values from 0 to 1.", (x + step * 255).clamp(0, 1)),
        ("The network's logits pass through a softmax before the loss. F.cross_entropy does that itself.",
         (x + sign * eps * with_softmax.sign()).clamp(0, 1)),
        ("That is many small steps. FGSM takes a single one.", _walk(net, x, y, eps, eps / 10, 10, sign=sign)),
        ("That is many steps of ε. FGSM takes a single one.", _walk(net, x, y, 10, eps, 10, sign=sign)),
    )]
    return first(
        close(seen.value, (x + step).clamp(0, 1), formula, mistakes=mistakes),
        untouched(seen, detached=True),
    )


fgsm = Exercise("fgsm", lambda seed: _one_step_cases(seed, "y"), lambda case, seen: _one_step_judge(case, seen, +1),
                'the formula under "One step", and hint 2')
targeted_fgsm = Exercise("targeted_fgsm", lambda seed: _one_step_cases(seed, "target"),
                         lambda case, seen: _one_step_judge(case, seen, -1), "your own fgsm, and hint 1")


# ---- The linear score: worst_case_margin -----------------------------------------------------------------------------


def _margin_cases(seed):
    def case(number, what, count, features, eps, bias):
        generator = torch.Generator().manual_seed(seed + 10 * number)
        w = torch.randn(features, generator=generator)
        x = _images(seed + 10 * number, count, (features,))
        score = x @ w + bias
        right = torch.arange(count) % 2 == number % 2  # half the images lie on the right side
        y = torch.where((score >= 0) == right, 1, -1)
        return Case(what, {"w": w, "b": bias, "x": x, "y": y, "eps": eps})

    return [
        case(0, "6 images of 20 pixels and ε = 0.1", 6, 20, 0.1, 0.5),
        case(1, "a single image of 35 pixels and ε = 0.03", 1, 35, 0.03, -1.5),
        case(2, "ε = 0, where the margin is y · s(x)", 4, 12, 0.0, 1.0),
        case(3, "9 images of 300 pixels and ε = 0.3", 9, 300, 0.3, -2.0),
    ]


def _margin_judge(case, seen):
    w, b, x, y, eps = case.arguments.values()
    w, x = w.double(), x.double()
    score = x @ w + b
    reach = eps * w.abs().sum()
    inside = (x - eps * y[:, None] * w.sign()).clamp(0, 1) @ w + b
    norms = "What ε is multiplied by is not ‖w‖₁, the sum of the absolute weights."
    mistakes = [Mistake(likely, value) for likely, value in (
        ("That is the margin without an attack: subtract what the attacker can take away, ε · ‖w‖₁.", y * score),
        ("The attacker makes the margin smaller: subtract ε · ‖w‖₁.", y * score + reach),
        ("y is missing: the margin is y · s(x), so an image with y = −1 wants a negative score.", score - reach),
        ("An image with y = −1 is pushed the wrong way: multiply the score by y first, then subtract.",
         y * (score - reach)),
        ("The score's size is used where y · s(x) is meant: an image on the wrong side has a negative margin.",
         score.abs() - reach),
        ("That is how far the margin falls; the question is how much of it is left.", reach.expand(len(x))),
        ("b is missing from the score.", y * (score - b) - reach),
        ("The perturbed pixels are clipped to [0, 1]; here they may leave it.", y * inside),
        ("The margin may be negative: it then says that the attacker wins. Do not cut it off at 0.",
         (y * score - reach).clamp(min=0)),
        ("The weights are added up with their signs. The attacker pushes each pixel the way that hurts: sum |w|.",
         y * score - eps * w.sum()),
        ("That is the sum with the weights' signs, made positive. Take the absolute value of each weight first.",
         y * score - eps * w.sum().abs()),
        (norms + " You took ‖w‖₂, the root of the sum of squares.", y * score - eps * w.norm()),
        (norms + " You took the mean of |w|: that would not grow with the number of pixels.",
         y * score - eps * w.abs().mean()),
        (norms + " You took the largest |w|.", y * score - eps * w.abs().max()),
        (norms + " You took the number of pixels.", y * score - eps * len(w)),
        ("ε is missing.", y * score - w.abs().sum()),
        ("The ball has radius ε: each pixel moves by ε, not by half of it.", y * score - reach / 2),
        ("The ball has radius ε: each pixel moves by ε, not by twice that.", y * score - reach * 2),
        ("That is one number for the whole batch. Return one margin for each image.",
         (y * score - reach).min().expand(len(x))),
    )]
    return first(
        close(seen.value, y * score - reach, "the smallest margin in the ball, y · s(x) − ε · ‖w‖₁", mistakes=mistakes,
              atol=1e-4),
        untouched(seen),
    )


worst_case_margin = Exercise("worst_case_margin", _margin_cases, _margin_judge,
                             'the worked example under "Why does so little suffice?"')


# ---- Back into the ball: project -------------------------------------------------------------------------------------


def _project_cases(seed):
    def case(number, what, count, eps, reach, size=GREY):
        x = _images(seed + 10 * number, count, size)
        noise = _images(seed + 10 * number + 5, count, size, 0.0, 1.0) * 2 - 1
        return Case(what, {"x_adv": x + reach * noise, "x": x, "eps": eps})

    return [
        case(0, "5 images, many pixels too far from x", 5, 0.1, 0.4),
        case(1, "a single image and ε = 0.25", 1, 0.25, 0.8),
        case(2, "4 colour images, 4 pixels high and 7 wide", 4, 0.03, 0.06, COLOUR),
        case(3, "images that are inside the ball already, but not all in [0, 1]", 3, 0.2, 0.19),
        case(4, "ε = 1, where only [0, 1] matters", 3, 1.0, 0.7),
        case(5, "ε = 0, which leaves only x itself", 2, 0.0, 0.3),
    ]


def _project_judge(case, seen):
    x_adv, x, eps = case.arguments.values()
    delta = x_adv - x
    reach = delta.abs().amax((1, 2, 3), keepdim=True).clamp(min=1e-12)
    length = delta.flatten(1).norm(dim=1).clamp(min=1e-12).view(-1, 1, 1, 1)
    shrunk = "The whole perturbation is scaled down. Cut each value on its own: those inside the ball stay as they are."
    mistakes = [Mistake(likely, value) for likely, value in (
        ("That is x_adv as it came.", x_adv),
        ("That is x as it came: keep as much of x_adv's change as fits into the ball.", x),
        ("The ball is forgotten: no value may be further than ε from x.", x_adv.clamp(0, 1)),
        ("The result leaves [0, 1]: the second half of the job is .clamp(0, 1).", x + delta.clamp(-eps, eps)),
        ("That is the cut perturbation; add x to it.", delta.clamp(-eps, eps)),
        ("That is the cut perturbation; add x to it, then clip.", delta.clamp(-eps, eps).clamp(0, 1)),
        ("The ball is centred on 0. It has to be centred on x: cut the difference x_adv − x.", x_adv.clamp(-eps, eps)),
        ("The ball is centred on 0. It has to be centred on x: cut the difference x_adv − x.",
         x_adv.clamp(-eps, eps).clamp(0, 1)),
        ("x and x_adv have changed places: the ball lies around the clean image x.", nearest(x, x_adv, eps)),
        ("The perturbation is subtracted. The projection stays on x_adv's side of x: add it.",
         (x - delta.clamp(-eps, eps)).clamp(0, 1)),
        ("Every value was moved to the edge of the ball. Those that are inside stay where they are.",
         (x + eps * delta.sign()).clamp(0, 1)),
        (shrunk, (x + delta * (eps / reach).clamp(max=1)).clamp(0, 1)),
        (shrunk, (x + delta * eps / reach).clamp(0, 1)),
        (shrunk + " (You scaled by the Euclidean length.)", (x + delta * (eps / length).clamp(max=1)).clamp(0, 1)),
        (shrunk + " (You scaled by the Euclidean length.)", (x + delta * eps / length).clamp(0, 1)),
        ("Only the upper side of the ball is kept: the change may not go below −ε either.",
         (x + delta.clamp(max=eps)).clamp(0, 1)),
        ("Only the lower side of the ball is kept: the change may not exceed ε either.",
         (x + delta.clamp(min=-eps)).clamp(0, 1)),
        ("The ball is half as wide as it should be: values may differ by ε to both sides.", nearest(x_adv, x, eps / 2)),
    )]
    return first(
        close(seen.value, nearest(x_adv, x, eps), "each value of x_adv, moved into [x − ε, x + ε] and into [0, 1]",
              mistakes=mistakes),
        untouched(seen),
    )


project = Exercise("project", _project_cases, _project_judge, "the two clips named in the exercise, and hint 1")


# ---- Many steps: bim, pgd --------------------------------------------------------------------------------------------


def _walk(net, x, y, eps, alpha, steps, start=None, sign=1, within=lambda new, x, old, eps: nearest(new, x, eps),
          direction=lambda gradient, old: gradient.sign(), fixed=False):
    """BIM and its misconceptions: y None takes the predicted class; fixed takes every gradient at the first image."""
    x_adv = x if start is None else start
    first_image = x_adv
    for _ in range(steps):
        seen = first_image if fixed else x_adv
        with torch.no_grad():
            labels = net(seen).argmax(1) if y is None else y
        x_adv = within(x_adv + sign * alpha * direction(_gradient(net, seen, labels), x_adv), x, x_adv, eps)
    return x_adv


def _wrong_walks(net, x, y, eps, alpha, steps, start=None):
    """name → (likely cause, a function that returns the images it leads to)."""
    begin = x if start is None else start
    total = [0]

    def free(new, x, old, eps):
        return new

    def boxed(new, x, old, eps):
        return new.clamp(0, 1)

    def balled(new, x, old, eps):
        return x + (new - x).clamp(-eps, eps)

    def walk(y=y, eps=eps, alpha=alpha, steps=steps, last=lambda images: images, **options):
        return lambda: last(_walk(net, x, y, eps, alpha, steps, start, **options))

    def summed(gradient, old):
        total[0] = total[0] + gradient
        return total[0].sign()

    def unfooled(gradient, old):
        with torch.no_grad():
            return gradient.sign() * (net(old).argmax(1) == y).view(-1, 1, 1, 1)

    def unit(gradient, old):
        return gradient / gradient.flatten(1).norm(dim=1).view(-1, 1, 1, 1)

    scale = "The step is alpha times the gradient itself, or a scaled gradient. Each step takes only its sign."
    size = "alpha is the size of one step, eps the radius of the ball."
    return {
        "turned": ("The sign of the step is turned round: that makes the loss smaller. Add the step.", walk(sign=-1)),
        "nothing": ("The images come back without a step.", lambda: begin),
        "fewer": ("One step is missing: take exactly `steps` of them.", walk(steps=max(steps - 1, 0))),
        "more": ("One step too many: take exactly `steps` of them.", walk(steps=steps + 1)),
        "ten": ("That is ten steps, whatever `steps` says.", walk(steps=10)),
        "single": ("That is a single step of alpha: the loop does not go on from the image of the step before.",
                   walk(steps=min(steps, 1))),
        "fgsm": ("That is one step of ε, which is FGSM. Take `steps` steps of alpha.", walk(alpha=eps, steps=1)),
        "eps steps": (f"The steps have size ε. {size}", walk(alpha=eps)),
        "shared eps": (f"The steps have size ε / steps. {size}", walk(alpha=eps / max(steps, 1))),
        "half ball": ("The ball is half as wide as it should be: its radius is ε.", walk(eps=eps / 2)),
        "alpha ball": (f"The ball has radius alpha. {size}", walk(eps=alpha)),
        "no ball": ("Nothing keeps the images within ε of x: project after every step.", walk(within=boxed)),
        "moving ball": ("The ball moves along: it has to stay centred on the clean images x, not on the image of the "
                        "step before.", walk(within=lambda new, x, old, eps: nearest(new, old, eps))),
        "start ball": ("The ball is centred on the random start. It has to be centred on the clean images x.",
                       walk(within=lambda new, x, old, eps: nearest(new, begin, eps))),
        "no box": ("The images leave [0, 1] on the way or at the end: clip after every step.", walk(within=balled)),
        "neither": ("The images leave the ball and [0, 1]: project after every step.", walk(within=free)),
        "late": ("The images are projected only once, at the end. Project after every step, so that each gradient is "
                 "taken at an image that is allowed.",
                 walk(within=free, last=lambda images: nearest(images, x, eps))),
        "late box": ("The images are clipped to [0, 1] only once, at the end. Clip after every step.",
                     walk(within=balled, last=lambda images: images.clamp(0, 1))),
        "late ball": ("The images are projected into the ball only once, at the end. Project after every step.",
                      walk(within=boxed, last=lambda images: nearest(images, x, eps))),
        "fixed": ("Every gradient is taken at the first image. Take each at the image the step before led to.",
                  walk(fixed=True)),
        "summed": ("The gradients of all steps add up. After loss.backward(), .grad keeps the old gradient: make a fresh "
                   "leaf in every step, or use torch.autograd.grad.", walk(direction=summed)),
        "unfooled": ("The images stop once the network is fooled. Every image takes all the steps.",
                     walk(direction=unfooled)),
        "predicted": ("The gradient is of the loss with the predicted class; the formula takes the true class y.",
                      walk(y=None)),
        "first answer": ("The gradient is of the loss with the predicted class; the formula takes the true class y.",
                         walk(y=net(x).argmax(1))),
        "no sign": (scale, walk(direction=lambda gradient, old: gradient)),
        "mean": (scale, walk(direction=lambda gradient, old: gradient / len(x))),
        "unit": (scale, walk(direction=unit)),
        "clean start": ("The first step starts from x itself. PGD starts from a random image of the ball.",
                        lambda: _walk(net, x, y, eps, alpha, steps)),
    }


def _compare_walk(value, arguments, start=None, share=0.0):
    """Are these the images that the steps lead to? The misconceptions are walked only when they are not."""
    right = _walk(*arguments, start=start)
    if close(value, right, "", share=share) is None:
        return None
    mistakes = [Mistake(likely, images()) for likely, images in _wrong_walks(*arguments, start=start).values()]
    return close(value, right, "`steps` steps of alpha · sign(∂J/∂x), projected after each", mistakes=mistakes, share=share)


def _tells(*names):
    """A test for `_chosen`: the case tells the right walk from these wrong ones, and no sign is near zero."""

    def fits(case):
        arguments = _attack_arguments(case)
        net, x, y, eps, alpha, steps = arguments
        x_adv = x
        for _ in range(steps):
            if _weak(_gradient(net, x_adv, y)).any():
                return False
            x_adv = _walk(net, x, y, eps, alpha, 1, start=x_adv)
        wrong = _wrong_walks(*arguments)
        return all(((wrong[name][1]() - x_adv).abs() > 0.01).double().mean() > 0.04 for name in names)

    return fits


def _bim_cases(seed):
    def case(number, what, count, eps, alpha, steps, tells=(), **options):
        return _chosen(seed + 10 * number, lambda s: _attack_case(
            what, s, count, eps, rest=(("alpha", alpha), ("steps", steps)), **options), _tells(*tells))

    return [
        case(0, "6 images, ε = 0.1 and 3 steps of 0.04", 6, 0.1, 0.04, 3, ("fewer", "no ball", "no sign"), gain=2.0),
        case(1, "4 colour images, 4 pixels high and 7 wide, ε = 0.3 and 2 steps of 0.1", 4, 0.3, 0.1, 2,
             ("fewer", "more", "eps steps", "shared eps", "fgsm", "half ball"), size=COLOUR, gain=2.0),
        case(2, "8 images, ε = 0.3 and 6 steps of 0.12", 8, 0.3, 0.12, 6,
             ("fewer", "late", "late box", "late ball", "fixed", "summed", "unfooled", "ten", "first answer", "predicted"),
             gain=4.0),
        case(3, "a single image, a network in training mode whose parameters hold gradients, ε = 0.25 and 8 steps of 0.1",
             1, 0.25, 0.1, 8, ("fewer", "fixed"), size=(1, 5, 8), gain=4.0, training=True, gradients=True),
        case(4, "0 steps, which must change nothing", 3, 0.2, 0.1, 0),
    ]


def _bim_judge(case, seen):
    return first(_compare_walk(seen.value, _attack_arguments(case)), untouched(seen, detached=True))


bim = Exercise("bim", _bim_cases, _bim_judge, "the loop in words above the exercise, and hint 2")


def _pgd_cases(seed):
    def case(number, what, count, eps, alpha, steps, **options):
        return _attack_case(what, seed + 10 * number, count, eps, rest=(("alpha", alpha), ("steps", steps)), **options)

    def seeded(number, what, *arguments, **options):
        """The start first, then the walk from it: the same seed of the generator, so the same start."""
        found = case(number, what, *arguments, **options)
        steps = found.arguments["steps"]
        known = found.arguments | {"steps": 0, "generator": Ref("generator", seed + 10 * number + 7)}
        return Case(what, known, again=({}, {"steps": steps}))

    start = case(0, "0 steps, twice, which leaves the two random starts", 12, 0.2, 0.05, 0, size=(3, 10, 8),
                 images=(("low", 0.25), ("high", 0.75)))
    return [
        Case(start.what, start.arguments, again=({},)),
        case(1, "0 steps, on images with black and white pixels", 5, 0.15, 0.05, 0, size=COLOUR),
        case(2, "a linear network, ε = 0.1 and enough steps to reach the best corner of the ball", 6, 0.1, 0.03, 12,
             network="linear_image_network", training=True, gradients=True),
        seeded(3, "a generator, 6 images, ε = 0.3 and 2 steps of 0.1", 6, 0.3, 0.1, 2, gain=2.0),
        seeded(4, "a generator, 8 images, ε = 0.3 and 6 steps of 0.12", 8, 0.3, 0.12, 6, gain=4.0),
        seeded(5, "a generator, a single image, 5 pixels high and 8 wide, ε = 0.25 and 5 steps of 0.08", 1, 0.25, 0.08, 5,
               size=(1, 5, 8), gain=2.0),
    ]


def _pgd_judge(case, seen):
    net, x, y, eps, alpha, steps, *generator = _attack_arguments(case)
    calls = seen.value.data if case.again else [seen.value]
    images = [as_tensor(value) for value in calls]
    limits = [lambda value=value: _within_limits(value, x, eps, case.arguments["steps"]) for value in calls]
    if generator:
        steps = case.again[-1]["steps"]
        more = [lambda: _same_start(images),
                lambda: _compare_walk(calls[-1], (net, x, y, eps, alpha, steps), images[0].to(x.dtype), share=0.02)]
    elif case.again:
        more = [lambda: _uniform(images[0] - x, eps), lambda: _two_starts(images)]
    elif steps:
        more = [lambda: _compare_walk(calls[0], (net, x, y, eps, alpha, steps))]  # the corner, wherever the start was
    else:
        more = []
    return first(*limits, *more, untouched(seen, detached=True))


def _within_limits(value, x, eps, steps):
    wrong_shape = shape(value, x.shape)
    if wrong_shape is not None:
        return wrong_shape
    got = as_tensor(value).double()
    low, high, reach = got.min().item(), got.max().item(), (got - x).abs().max().item()
    if low < -1e-6 or high > 1 + 1e-6:
        return Problem("every value lies in [0, 1]", "values from 0 to 1", f"values from {low:.3g} to {high:.3g}",
                       "Clip the random start too, before the first step." if steps == 0 else "Clip after every step.")
    if reach > eps + 1e-5:
        likely = ("The noise is larger than ε: it runs from −ε to ε." if steps == 0 else
                  "The ball is centred on the clean images x, not on the random start. Project after every step.")
        return Problem("no value is further than ε from x", f"at most {eps:g}", f"{reach:.3g}", likely)
    return None


def _uniform(noise, eps):
    """Noise that is meant to be uniform in the ball, every value drawn on its own."""
    noise = noise.double() / eps
    low, high = noise.min().item(), noise.max().item()
    likely = ""
    if noise.abs().max() < 1e-6:
        likely = "That is x itself. PGD starts from a random image of the ball, also when no step follows."
    elif low > -0.05:
        likely = "The noise is never negative: torch.rand draws from 0 to 1. Stretch and shift it to −ε to ε."
    elif (noise.abs() > 0.999).double().mean() > 0.99:
        likely = "Every value sits at −ε or ε. A uniform start also takes all values between them."
    elif max(-low, high) < 0.9:
        likely = "The noise fills only a part of the ball: it runs from −ε to ε."
    elif len(noise.mul(1e6).round().unique()) < 0.9 * noise.numel():
        likely = "Some values share one draw. Draw a number for every value of every image: noise of x's shape."
    else:
        ordered = noise.flatten().sort().values
        ranks = torch.arange(1, len(ordered) + 1) / len(ordered)
        if (ranks - (ordered + 1) / 2).abs().max() > 2.5 / len(ordered) ** 0.5:  # Kolmogorov–Smirnov, p below 1e-5
            likely = "The values are spread unevenly. torch.rand is uniform; torch.randn is not."
    if not likely:
        return None
    return Problem("the start is uniform in the ball: each value differs from x by −ε to ε", "differences from −ε to ε",
                   f"differences from {low:.2f} ε to {high:.2f} ε", likely)


def _two_starts(images):
    if torch.equal(images[0], images[1]):
        return Problem("two calls start from different images", "two different starts", "the same start twice",
                       "A fixed seed inside the function makes every start the same. Leave the seed to the caller.")
    return None


def _same_start(images):
    if not torch.equal(images[0], images[1]):
        return Problem("two generators with the same seed give the same start", "the same start twice",
                       "two different starts", "Draw from the generator: torch.rand(x.shape, generator=generator).")
    return None


pgd = Exercise("pgd", _pgd_cases, _pgd_judge, "your own bim, and hint 2")


# ---- Training: adversarial_loss --------------------------------------------------------------------------------------


def _loss_cases(seed):
    def case(number, *arguments, **options):
        found = _chosen(seed + 10 * number, lambda s: _attack_case(*arguments[:1], s, *arguments[1:], **options),
                        _one_step_is_steady)
        return Case(found.what, found.arguments, gradients_of="net")

    return [
        case(0, "6 random images and ε = 0.1", 6, 0.1, gain=2.0),
        case(1, "a single image and ε = 0.3", 1, 0.3, offset=1),
        case(2, "5 colour images, 4 pixels high and 7 wide, a network in training mode", 5, 0.2, size=COLOUR,
             training=True),
        case(3, "a network whose parameters hold gradients already", 7, 0.05, gain=2.0, gradients=True),
    ]


def _loss_judge(case, seen):
    net, x, y, eps = _attack_arguments(case)
    step = eps * _gradient(net, x, y).sign()

    def loss(images, **options):
        return F.cross_entropy(net(images), y, **options)

    clean, attacked = loss(x), loss((x + step).clamp(0, 1))
    right = (clean + attacked) / 2
    toward = _gradient(net, x, net(x).argmax(1))
    mistakes = [Mistake(likely, value.detach()) for likely, value in (
        ("The two losses are added: take half of each.", clean + attacked),
        ("Only the clean images count. The other half of the loss is on FGSM images.", clean),
        ("Half of the clean loss is there; the half on FGSM images is missing.", clean / 2),
        ("Only the FGSM images count. Half of the loss stays on the clean images.", attacked),
        ("Half of the loss on FGSM images is there; the half on clean images is missing.", attacked / 2),
        ("The losses are summed over the batch. Take the mean, so that the batch's size does not matter.",
         (loss(x, reduction="sum") + loss((x + step).clamp(0, 1), reduction="sum")) / 2),
        ("The FGSM images are not clipped to [0, 1].", (clean + loss(x + step)) / 2),
        ("The FGSM step has the wrong sign: it makes the loss smaller.", (clean + loss((x - step).clamp(0, 1))) / 2),
        ("FGSM follows the loss with the predicted class; it should be that with y.",
         (clean + loss((x + eps * toward.sign()).clamp(0, 1))) / 2),
        ("The FGSM step is half as large as ε.", (clean + loss((x + step / 2).clamp(0, 1))) / 2),
        ("That is the loss on the perturbation alone; FGSM's image is x plus the step.", (clean + loss(step)) / 2),
    )]
    value = seen.value
    if value.kind in ("tensor", "array") and value.data.numel() == 1:
        value = type(value)(value.kind, value.data.reshape(()), value.dtype, value.device, value.requires_grad)
    return first(
        close(value, right.detach(), "½ · loss on x + ½ · loss on FGSM images, each the mean cross-entropy",
              mistakes=mistakes),
        untouched(seen),
        lambda: _carries_gradients(seen, net, clean, attacked),
    )


def _carries_gradients(seen, net, clean, attacked):
    """The loss is there to be differentiated by the network's parameters, both halves of it."""
    what = "the loss can be differentiated by the network's parameters"

    def gradients(loss):
        return torch.cat([g.flatten() for g in torch.autograd.grad(loss, net.parameters(), retain_graph=True)])

    if not seen.gradients:
        return Problem(what, "requires_grad = True", "a number without a graph",
                       "The result was detached, turned into a number, or computed under torch.no_grad(). Detach only "
                       "the FGSM images.")
    got = torch.cat([g.flatten() for g in seen.gradients]).double()
    right = gradients((clean + attacked) / 2).double()

    def differs(expected):
        return (got - expected).abs().max() > 1e-3 * right.abs().max()

    if not differs(right):
        return None
    likely = ""
    if not differs(gradients(attacked / 2)):
        likely = "Only the half on FGSM images carries gradients: compute the clean half outside torch.no_grad()."
    elif not differs(gradients(clean / 2)):
        likely = "Only the clean half carries gradients: detach the FGSM images, not the loss on them."
    elif got.abs().max() == 0:
        likely = "The loss was computed with a copy of the network. Only the attack may use a copy."
    return Problem(what, f"a gradient of length {right.norm():.4g}", f"one of length {got.norm():.4g}", likely)


adversarial_loss = Exercise("adversarial_loss", _loss_cases, _loss_judge, "the formula above the exercise, and hint 1")

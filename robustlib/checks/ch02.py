"""Chapter 02: FGSM, its targeted and iterative versions, PGD, adversarial training."""

from dataclasses import replace

import torch
from torch.nn import functional as F

from robustlib.attacks.fgsm import project as nearest
from robustlib.attacks.framework import loss_gradient
from robustlib.checks.attack_cases import (
    COLOUR,
    GREY,
    PALE,
    arguments_of,
    attack_case,
    chosen,
    compare_walk,
    gradient_of,
    one_step_is_steady,
    random_images,
    tells,
    walk,
)
from robustlib.checks.judging import Mistake, as_tensor, close, first, untouched
from robustlib.checks.random_starts import another_seed, right_source, same_start, two_starts, uniform, within_limits
from robustlib.checks.references import Ref
from robustlib.checks.specification import Case, Exercise, Problem


def _untouched(seen, **options):
    """No side effects; for gradients left in the network, with the place that explains them."""
    problem = untouched(seen, **options)
    return replace(problem, look_at="hint 3 of FGSM") if problem is not None and ".grad" in problem.got else problem


# ---- One step: fgsm, targeted_fgsm -----------------------------------------------------------------------------------


def _one_step_cases(seed, labels):
    def case(number, *args, **options):
        return chosen(seed + 10 * number, lambda s: attack_case(args[0], s, *args[1:], labels=labels, **options),
                       one_step_is_steady)

    return [
        case(0, "6 random images and ε = 0.1", 6, 0.1),
        case(1, "a single grey image, without black and white, and ε = 0.3", 1, 0.3, offset=1, images=PALE),
        case(2, "5 colour images, 4 pixels high and 7 wide, and ε = 0.05", 5, 0.05, size=COLOUR, blind=5),
        case(3, "ε = 0, which must change nothing", 3, 0.0),
        case(4, "a network in training mode, whose parameters hold gradients already", 7, 0.2, training=True,
             gradients=True),
    ]


def _one_step_judge(case, seen, sign):
    """sign: +1 away from the labels, −1 towards them."""
    net, x, y, eps = arguments_of(case)
    gradient = gradient_of(net, x, y)
    predicted = gradient_of(net, x, net(x).argmax(1))
    step = sign * eps * gradient.sign()
    length = gradient.flatten(1).norm(dim=1).view(-1, 1, 1, 1)
    largest = gradient.abs().amax((1, 2, 3), keepdim=True)
    with_softmax = loss_gradient(y)(lambda images: net(images).softmax(1), x, torch.arange(len(x)))
    leaf = x.clone().requires_grad_()
    of_logit = torch.autograd.grad(F.nll_loss(net(leaf), y), leaf)[0]
    turned = ("The sign of the step is turned round: that makes the loss smaller. For an untargeted attack, add."
              if sign > 0 else "That step leads away from the target. To make its loss smaller, subtract.")
    other = "The gradient is of the loss with the predicted class; " + (
        "the formula takes the true class y." if sign > 0 else "a targeted attack takes that with the target.")
    no_sign = "The step is ε times the gradient itself. FGSM takes only its sign."
    scaled = "The gradient is divided by its size. FGSM takes only the signs: every pixel moves by the whole ε."
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
        ("The gradient is that of the class's logit. F.nll_loss wants log-probabilities; F.cross_entropy takes logits.",
         (x + sign * eps * of_logit.sign()).clamp(0, 1)),
        ("Only pixels that get brighter move. Where the gradient is negative, the pixel moves by −ε.",
         (x + sign * eps * (gradient > 0)).clamp(0, 1)),
        ("All images take the same step. Every image has a gradient of its own.",
         (x + sign * eps * gradient.sum(0, keepdim=True).sign()).clamp(0, 1)),
        ("All channels take the same step. Every value of an image has a gradient of its own.",
         (x + sign * eps * gradient.sum(1, keepdim=True).sign()).clamp(0, 1)),
        ("The network's logits pass through a softmax before the loss. F.cross_entropy does that itself.",
         (x + sign * eps * with_softmax.sign()).clamp(0, 1)),
        ("Only the first image of the batch was attacked.", torch.cat([(x + step).clamp(0, 1)[:1], x[1:]])),
        ("That is many small steps. FGSM takes a single one.", walk(net, x, y, eps, eps / 10, 10, sign=sign)),
        ("That is many steps of ε. FGSM takes a single one.", walk(net, x, y, 10, eps, 10, sign=sign)),
    )]
    return first(
        # Where the gradient is exactly 0 any step does; it only has to be a number.
        close(seen.value, (x + step).clamp(0, 1), formula, mistakes=mistakes, unsure=gradient == 0),
        _untouched(seen, detached=True),
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
        x = random_images(seed + 10 * number, count, (features,))
        score = x @ w + bias
        right = torch.arange(count) % 2 == number % 2  # half the images lie on the right side
        y = torch.where((score >= 0) == right, 1, -1)
        return Case(what, {"w": w, "b": bias, "x": x, "y": y, "eps": eps})

    return [
        case(0, "6 images of 20 pixels and ε = 0.1", 6, 20, 0.1, 0.37),
        case(1, "a single image of 35 pixels and ε = 0.03", 1, 35, 0.03, -1.62),
        case(2, "ε = 0, where the margin is y · s(x)", 4, 12, 0.0, 1.13),
        case(3, "9 images of 300 pixels and ε = 0.3", 9, 300, 0.3, -2.08),
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
        ("b is subtracted from the score: add it.", y * (score - 2 * b) - reach),
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
        (norms + " You took the sum of squares.", y * score - eps * w.square().sum()),
        (norms + " You took the largest |w|.", y * score - eps * w.abs().max()),
        (norms + " You took the number of pixels.", y * score - eps * len(w)),
        ("ε is missing.", y * score - w.abs().sum()),
        ("The ball has radius ε: each pixel moves by ε, not by half of it.", y * score - reach / 2),
        ("The ball has radius ε: each pixel moves by ε, not by twice that.", y * score - reach * 2),
        ("That is one number for the whole batch. Return one margin for each image.",
         (y * score - reach).min().expand(len(x))),
    )]
    return first(
        _one_margin_an_image(seen.value, len(x)),
        close(seen.value, y * score - reach, "the smallest margin in the ball, y · s(x) − ε · ‖w‖₁", mistakes=mistakes,
              atol=1e-4),
        _untouched(seen),
    )


def _one_margin_an_image(value, count):
    """The shapes and types that are near misses, each with its cause."""
    got = as_tensor(value)
    if got is None:
        return None  # close says it
    if got.dtype == torch.bool:
        return Problem("the margins are numbers", "numbers", "True and False",
                       "Return the margin itself; whether it is positive is the next question.")
    if got.shape == (count,):
        return None
    likely = {(): "Return one margin for each image, not one for the whole batch.",
              (count, 1): "There is an axis too many: x @ w, with w of shape (D,), gives one score for each image.",
              (count, count): "Every label was paired with every score. y and the scores have shape (N,): multiply "
                              "them as they are."}.get(tuple(got.shape), "Return one margin for each image.")
    return Problem("the shape of the result", str((count,)), str(tuple(got.shape)), likely)


worst_case_margin = Exercise("worst_case_margin", _margin_cases, _margin_judge,
                             'the worked example under "Why does so little suffice?"')


# ---- Back into the ball: project -------------------------------------------------------------------------------------


def _project_cases(seed):
    def case(number, what, count, eps, reach, size=GREY):
        x = random_images(seed + 10 * number, count, size, **dict(PALE if number == 1 else ()))
        noise = random_images(seed + 10 * number + 5, count, size, 0.0, 1.0) * 2 - 1
        noise[:, :, 0, :2] = 0  # some values did not move
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
        ("Every value was moved to the edge of the ball. Those that are inside stay where they are. And [0, 1] is "
         "missing.", x + eps * delta.sign()),
        (shrunk, (x + delta * (eps / reach).clamp(max=1)).clamp(0, 1)),
        (shrunk, (x + delta * eps / reach).clamp(0, 1)),
        (shrunk + " (You scaled by the Euclidean length.)", (x + delta * (eps / length).clamp(max=1)).clamp(0, 1)),
        (shrunk + " (You scaled by the Euclidean length.)", (x + delta * eps / length).clamp(0, 1)),
        ("Values outside the ball went back to x. The nearest value in the ball is at its edge, ε away from x.",
         torch.where(delta.abs() > eps, x, x_adv).clamp(0, 1)),
        ("Only the upper side of the ball is kept: the change may not go below −ε either.",
         (x + delta.clamp(max=eps)).clamp(0, 1)),
        ("Only the lower side of the ball is kept: the change may not exceed ε either.",
         (x + delta.clamp(min=-eps)).clamp(0, 1)),
        ("The ball is half as wide as it should be: values may differ by ε to both sides.", nearest(x_adv, x, eps / 2)),
    )]
    return first(
        close(seen.value, nearest(x_adv, x, eps), "each value of x_adv, moved into [x − ε, x + ε] and into [0, 1]",
              mistakes=mistakes),
        _untouched(seen),
    )


project = Exercise("project", _project_cases, _project_judge, "the two clips named in the exercise, and hint 1")


# ---- Many steps: bim, pgd --------------------------------------------------------------------------------------------


def _bim_cases(seed):
    def case(number, what, count, eps, alpha, steps, from_wrong=(), **options):
        return chosen(seed + 10 * number, lambda s: attack_case(
            what, s, count, eps, rest=(("alpha", alpha), ("steps", steps)), **options), tells(*from_wrong))

    return [
        case(0, "6 images, ε = 0.1 and 3 steps of 0.04", 6, 0.1, 0.04, 3, ("fewer", "no ball", "no sign"), gain=2.0),
        case(1, "4 colour images, 4 pixels high and 7 wide, ε = 0.3 and 2 steps of 0.1", 4, 0.3, 0.1, 2,
             ("fewer", "more", "eps steps", "shared eps", "fgsm", "half ball"), size=COLOUR, gain=2.0,
             images=PALE),
        case(2, "8 images, ε = 0.3 and 6 steps of 0.12", 8, 0.3, 0.12, 6,
             ("fewer", "ten", "late", "late box", "late ball", "fixed", "summed", "unfooled", "first answer",
              "predicted"), gain=4.0),
        case(3, "a single image, a network in training mode whose parameters hold gradients, 8 steps of 0.1", 1, 0.25,
             0.1, 8, ("fewer", "fixed"), size=(1, 5, 8), gain=4.0, training=True, gradients=True),
        case(4, "0 steps, which must change nothing", 3, 0.2, 0.1, 0),
    ]


def _bim_judge(case, seen):
    return first(compare_walk(seen.value, arguments_of(case)), _untouched(seen, detached=True))


bim = Exercise("bim", _bim_cases, _bim_judge, "the loop in words above the exercise, and hint 2")


def _pgd_cases(seed):
    def case(number, what, count, eps, alpha, steps, **options):
        return attack_case(what, seed + 10 * number, count, eps, rest=(("alpha", alpha), ("steps", steps)), **options)

    def seeded(number, what, *arguments, **options):
        """The start first, then the walk from it: the same seed of the generator, so the same start."""
        found = case(number, what, *arguments, **options)
        steps = found.arguments["steps"]
        known = found.arguments | {"steps": 0, "generator": Ref("generator", seed + 10 * number + 7)}
        other = Ref("generator", seed + 10 * number + 8)
        return Case(what, known, again=({}, {"generator": other}, {"steps": steps}))

    start = case(0, "0 steps, twice, which leaves the two random starts", 12, 0.2, 0.05, 0, size=(3, 10, 8),
                 images=(("low", 0.25), ("high", 0.75)))
    return [
        Case(start.what, start.arguments, again=({},)),
        case(1, "0 steps, on images with black and white pixels", 5, 0.15, 0.05, 0, size=COLOUR),
        seeded(3, "a generator, 6 images, ε = 0.3 and 2 steps of 0.1", 6, 0.3, 0.1, 2, gain=2.0,
               images=PALE),
        seeded(4, "a generator, 8 images, ε = 0.3 and 6 steps of 0.12", 8, 0.3, 0.12, 6, gain=4.0),
        seeded(5, "a generator, a single image, 5 pixels high and 8 wide, and 5 steps of 0.08", 1, 0.25, 0.08, 5,
               size=(1, 5, 8), gain=2.0),
        case(2, "a linear network, ε = 0.1 and enough steps to reach the best corner of the ball", 6, 0.1, 0.03, 12,
             network="linear_image_network", training=True, gradients=True),
    ]


def _pgd_judge(case, seen):
    net, x, y, eps, alpha, steps, *generator = arguments_of(case)
    calls = seen.value.data if case.again else [seen.value]
    images = [as_tensor(value) for value in calls]
    lengths = [steps, *(changes.get("steps", steps) for changes in case.again)]
    limits = [lambda value=value, taken=taken: within_limits(value, x, eps, taken)
              for value, taken in zip(calls, lengths, strict=True)]
    if generator:
        steps = lengths[-1]
        inside = bool((x - eps >= 0).all() and (x + eps <= 1).all())  # where clipping does not bend the noise
        more = [lambda: right_source(seen, seeded=True), lambda: same_start(images), lambda: another_seed(images),
                lambda: uniform(images[0] - x, eps) if inside else None,
                lambda: compare_walk(calls[-1], (net, x, y, eps, alpha, steps), images[0].to(x.dtype), share=0.02)]
    elif case.again:
        more = [lambda: uniform(images[0] - x, eps), lambda: two_starts(images)]
    elif steps:
        more = [lambda: compare_walk(calls[0], (net, x, y, eps, alpha, steps))]  # the corner, wherever the start was
    else:
        more = []
    if not generator:
        more += [lambda: right_source(seen, seeded=False)]
    return first(*limits, *more, _untouched(seen, detached=True))


pgd = Exercise("pgd", _pgd_cases, _pgd_judge, "your own bim, and hint 2")


# ---- Training: adversarial_loss --------------------------------------------------------------------------------------


def _loss_cases(seed):
    def case(number, *arguments, **options):
        found = chosen(seed + 10 * number, lambda s: attack_case(*arguments[:1], s, *arguments[1:], **options),
                        one_step_is_steady)
        return Case(found.what, found.arguments, gradients_of="net")

    return [
        case(0, "6 random images and ε = 0.1", 6, 0.1, gain=2.0),
        case(1, "a single grey image, without black and white, and ε = 0.3", 1, 0.3, offset=1, images=PALE),
        case(2, "5 colour images, 4 pixels high and 7 wide, a network in training mode", 5, 0.2, size=COLOUR,
             training=True),
        case(3, "a network whose parameters hold gradients already", 7, 0.05, gain=2.0, gradients=True),
    ]


def _loss_judge(case, seen):
    net, x, y, eps = arguments_of(case)
    gradient = gradient_of(net, x, y)
    step = eps * gradient.sign()

    def loss(images, **options):
        return F.cross_entropy(net(images), y, **options)

    def softmax_loss(images):
        return F.cross_entropy(net(images).softmax(1), y)

    clean, attacked = loss(x), loss((x + step).clamp(0, 1))
    right = (clean + attacked) / 2
    order = torch.arange(len(x))
    losses = loss(x, reduction="none"), loss((x + step).clamp(0, 1), reduction="none")
    halves = [torch.where(part, *pair).mean() for pair in (losses, losses[::-1])
              for part in (order < len(x) // 2, order < (len(x) + 1) // 2, order % 2 == 0)]
    toward = gradient_of(net, x, net(x).argmax(1))
    brackets = "One of the two losses counts whole. Take half of both: mind the brackets in (a + b) / 2."
    mistakes = [Mistake(likely, value.detach()) for likely, value in (
        ("The two losses are added: take half of each.", clean + attacked),
        (brackets, clean / 2 + attacked),
        (brackets, clean + attacked / 2),
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
        ("FGSM steps along the gradient itself; it should take only its sign.",
         (clean + loss((x + eps * gradient / len(x)).clamp(0, 1))) / 2),
        ("The logits pass through a softmax before the loss. F.cross_entropy does that itself.",
         (softmax_loss(x) + softmax_loss((x + step).clamp(0, 1))) / 2),
        ("That is the loss on the perturbation alone; FGSM's image is x plus the step.", (clean + loss(step)) / 2),
        *(("Half of the batch is clean and half is attacked. Both losses are over the whole batch: every image counts "
           "in each of them.", value) for value in halves),
    )]
    value = seen.value
    if value.kind in ("tuple", "list") and len(value.data) == 2:
        return Problem("the result is one number", "a tensor with one value", "two values", "Add the two halves up.")
    if value.kind in ("tensor", "array") and value.data.numel() == 1:
        value = type(value)(value.kind, value.data.reshape(()), value.dtype, value.device, value.requires_grad)
    return first(
        close(value, right.detach(), "½ · loss on x + ½ · loss on FGSM images, each the mean cross-entropy",
              mistakes=mistakes),
        _untouched(seen),
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

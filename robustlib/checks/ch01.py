"""Chapter 01: the framework, step by step. The loop itself, craft, is in crafting.py."""

import math

import torch
from torch.nn import functional as F

from robustlib.attacks.framework import loss_gradient
from robustlib.checks.attack_cases import COLOUR, GREY, arguments_of, attack_case, gradient_of, random_images
from robustlib.checks.crafting import craft_cases, craft_judge
from robustlib.checks.judging import Mistake, as_tensor, close, describe, first, items, untouched
from robustlib.checks.specification import Case, Exercise, Problem, Value


def _mistakes(*pairs):
    return [Mistake(likely, value) for likely, value in pairs]


def _random(seed, number):
    return torch.Generator().manual_seed(seed + 10 * number)


# ---- The goal: is_fooled ---------------------------------------------------------------------------------------------


def _fooled_cases(seed):
    def case(number, what, classes, answers, y, target=None, turn=seed):
        """Logits, all negative, whose largest entries are at `answers`; the classes are renamed by turning them."""
        generator = _random(seed, number)
        answers, y = (torch.tensor(labels) for labels in (answers, y))
        logits = torch.rand((len(y), classes), generator=generator) * 4 - 9
        lead = 0.3 + 3 * torch.rand(len(y), generator=generator)
        answers = (answers + turn) % classes
        logits[torch.arange(len(y)), answers] = logits.amax(1) + lead
        arguments = {"logits": logits, "y": (y + turn) % classes}
        if target is not None:
            arguments["target"] = (torch.tensor(target) + turn) % classes
        return Case(what, arguments)

    return [
        case(0, "6 images, 4 classes and no target", 4, [0, 1, 2, 3, 0, 1], [0, 2, 2, 1, 3, 1]),
        case(1, "a single image, which the network gets wrong, and no target", 3, [1], [2]),
        case(2, "4 images, 4 classes and no target", 4, [3, 2, 0, 1], [3, 2, 1, 1]),
        case(3, "7 images, 10 classes and a target for each", 10, [3, 5, 1, 7, 9, 4, 2], [3, 2, 0, 7, 8, 5, 6],
             [6, 5, 2, 8, 9, 0, 2]),
        case(4, "targets that are all class 0", 5, [0, 1, 0, 2, 3, 0], [1, 1, 3, 3, 2, 4], [0] * 6, turn=0),
        case(5, "a single image whose target is class 0, which the network takes for a third class", 3, [2], [1], [0],
             turn=0),
        case(6, "a single image whose target is reached", 6, [4], [1], [4]),
    ]


def _fooled_judge(case, seen):
    logits, y, *target = case.arguments.values()
    answers, chances = logits.argmax(1), logits.softmax(1).amax(1)
    wrong = answers != y
    right = answers == target[0] if target else wrong
    mistakes = _mistakes(
        ("That is turned round: True where the attacker has NOT succeeded.", ~right),
        ("A target was given, and it was ignored: then only the target itself counts as success.", wrong),
        ("That is True where the network is right. Without a target the attacker wins where it is wrong.", ~wrong),
        ("The smallest logit was taken. The network's answer is the class with the largest: argmax.",
         logits.argmin(1) != y),
        ("The largest logit by size was taken, without its sign. The answer is the class with the largest logit.",
         logits.abs().argmax(1) != y),
        ("Only confident answers count. The answer is the class with the largest logit, however sure or unsure.",
         right & (chances > 0.5)),
        ("True for every image.", torch.ones_like(right)),
        ("False for every image.", torch.zeros_like(right)),
    )
    return first(
        _one_answer_an_image(seen.value, logits),
        close(seen.value, right, "prediction = target" if target else "prediction ≠ y", mistakes=mistakes),
        untouched(seen),
    )


def _one_answer_an_image(value, logits):
    got, (count, classes) = as_tensor(value), logits.shape
    if got is None:
        return None  # close says it
    if got.shape == () and (count > 1 or value.kind not in ("tensor", "array")):
        return Problem("one answer an image", f"a tensor of shape ({count},)", describe(value),
                       "Return one True or False for each image, not one for the whole batch.")
    if got.shape == (classes,) and classes != count:
        return Problem("one answer an image", f"shape ({count},)", f"shape ({classes},)",
                       "argmax(0) goes down the batch; the classes are the second axis: argmax(1).")
    if got.shape == (count,) and got.dtype != torch.bool:
        likely = ("Those are the predicted classes: compare them with y or with target."
                  if torch.equal(got.double(), logits.argmax(1).double()) else
                  "Return the comparison itself (== or !=): such a mask picks images, x[fooled].")
        return Problem("the result holds True and False", "dtype bool", str(got.dtype).removeprefix("torch."), likely)
    return None


is_fooled = Exercise("is_fooled", _fooled_cases, _fooled_judge, "the two kinds of goal above the exercise, and hint 1")


# ---- The budget: distances -------------------------------------------------------------------------------------------


def _distance_cases(seed):
    def case(number, what, count, size, share, low=0.0005, high=0.4):
        """Of every image `share` of the values move by low to high up or down; of the last, but for a single, none."""
        generator = _random(seed, number)
        x = random_images(seed + 10 * number, count, size, 0.4, 0.6)
        sizes = low + (high - low) * torch.rand(x.shape, generator=generator)
        up = torch.rand(x.shape, generator=generator) < 0.5
        moved = torch.rand(x.shape, generator=generator) < share
        moved[:, :, 0, 0], moved[:, 0, 1, 1:3] = True, torch.tensor([True, False])
        up[:, 0, 1, 1], sizes[:, 0, 1, 1] = torch.arange(count) % 2 == 1, high * 1.2  # the largest change goes down
        sizes[:, 0, 0, 0] = low
        delta = sizes * torch.where(up, 1, -1) * moved
        if count > 1:
            delta[-1] = 0
        return Case(what, {"x": x, "x_adv": x + delta})

    return [
        case(0, "5 images; the last is unchanged", 5, GREY, 0.4),
        case(1, "a single image", 1, (1, 5, 8), 0.2),
        case(2, "4 colour images, 4 pixels high and 7 wide", 4, COLOUR, 0.3),
        case(3, "7 images in which nearly every value changed, but very little", 7, GREY, 0.95, high=0.01),
    ]


def _distance_judge(case, seen):
    x, x_adv = (images.double() for images in case.arguments.values())
    delta = (x_adv - x).flatten(1)
    changed = delta.abs() > 1e-5  # the smallest change is 0.0005
    delta = torch.where(changed, delta, 0.0)
    l0, l1, l2, linf = changed.sum(1), delta.abs().sum(1), delta.norm(dim=1), delta.abs().amax(1)
    pixels = (x_adv - x).abs().amax(1).flatten(1) > 1e-5
    order = "Return the three in the order l0, l2, linf."
    whole = "That is over the whole batch. Every image has distances of its own: flatten(1) keeps the images apart."
    channel = "A colour pixel has three values, and each counts on its own: all C·H·W values of an image."
    blind = "Only values that got brighter count. A darker value has changed too: take the absolute value."
    sums = "That is the sum of the absolute changes (L1)."
    wrong = {
        "l0": _mistakes(
            (order, l2), (order, linf), (whole, l0.sum().expand(len(x))), (channel, pixels.sum(1)),
            ("That is the share of the values. L0 is their number.", l0 / delta.shape[1]),
            ("Those are the values that did NOT change.", delta.shape[1] - l0),
            (blind, (delta > 0).sum(1)), (f"{sums} L0 only counts the values.", l1),
            ("Very small changes were not counted. L0 counts every change: x_adv != x.",
             (delta.abs() > 0.5 / 255).sum(1)),
            ("Very small changes were not counted. L0 counts every change: x_adv != x.", (delta.abs() > 0.001).sum(1)),
            ("Very small changes were not counted. L0 counts every change: x_adv != x.", (delta.abs() > 0.01).sum(1))),
        "l2": _mistakes(
            (order, l0), (order, linf), (whole, delta.norm().expand(len(x))), (f"{sums} L2 squares the changes.", l1),
            ("The square root is missing.", l2**2),
            ("That is the root of the mean of the squares. L2 is the root of their sum.", l2 / delta.shape[1] ** 0.5),
            ("That is the mean of the squares. L2 is the root of their sum.", l2**2 / delta.shape[1]),
            ("That is the length of the image, not of the change: take x_adv − x first.", x_adv.flatten(1).norm(dim=1))),
        "linf": _mistakes(
            (order, l0), (order, l2), (whole, linf.max().expand(len(x))), (blind, delta.amax(1)),
            (blind, delta.amax(1).clamp(min=0)), (f"{sums} L∞ is the largest of them.", l1),
            ("That is the mean change. L∞ is the largest.", l1 / delta.shape[1]),
            ("Only values that got darker count: take the absolute value.", delta.amin(1)),
            ("The largest and the smallest value of each image are compared. Take the difference x_adv − x first.",
             (x_adv.flatten(1).amax(1) - x.flatten(1).amax(1)).abs())),
    }
    rights = {"l0": (l0, "l0: how many values of each image changed"),
              "l2": (l2, "l2: the Euclidean length of each image's change"),
              "linf": (linf, "linf: the largest change in each image")}
    value = seen.value
    if value.kind in ("tensor", "array") and value.data.ndim == 2 and len(value.data) == 3:
        value = Value("tuple", [Value("tensor", part) for part in value.data])  # unpacks just as well
    return first(
        items(value, 3),
        lambda: first(*(_per_image(part, len(x), name, mistake, right, what)
                        for part, (name, mistake), (right, what)
                        in zip(value.data, wrong.items(), rights.values(), strict=True))),
        untouched(seen),
    )


def _per_image(value, count, name, mistakes, right, what):
    got = as_tensor(value)
    if got is not None and got.shape != (count,):
        likely = ("That is over the whole batch: every image has distances of its own." if got.ndim == 0 else
                  "Take all C·H·W values of an image together: flatten(1) puts them into one row.")
        return Problem(f"the shape of {name}", str((count,)), str(tuple(got.shape)), likely)
    return close(value, right.double(), what, mistakes=mistakes, rtol=1e-4, atol=2e-6)


distances = Exercise("distances", _distance_cases, _distance_judge, "the table of distances, and hint 1")


# ---- Step 1: input_gradient ------------------------------------------------------------------------------------------


def _gradient_cases(seed):
    def case(number, *arguments, **options):
        found = attack_case(arguments[0], seed + 10 * number, *arguments[1:], 0, **options)
        return Case(found.what, {name: found.arguments[name] for name in ("net", "x", "y")})

    return [
        case(0, "6 random images", 6, gain=2.0),
        case(1, "a single image", 1, offset=1),
        case(2, "5 colour images, 4 pixels high and 7 wide, of 7 classes", 5, size=COLOUR, offset=2, classes=7),
        case(3, "a network in training mode, whose parameters hold gradients already", 9, offset=1, training=True,
             gradients=True, gain=2.0),
    ]


def _gradient_judge(case, seen):
    net, x, y = arguments_of(case)
    gradient = gradient_of(net, x, y)
    largest = gradient.abs().amax((1, 2, 3), keepdim=True)
    with_softmax = loss_gradient(y)(lambda images: net(images).softmax(1), x, torch.arange(len(x)))
    leaf = x.clone().requires_grad_()
    of_logit = torch.autograd.grad(F.nll_loss(net(leaf), y, reduction="sum"), leaf)[0]
    of_largest = torch.autograd.grad(net(leaf).amax(1).sum(), leaf)[0]
    scaled = "The gradient was divided by its size. Return it as it is."
    logits = "That is the gradient of a logit. F.cross_entropy turns the logits into the loss."
    mistakes = _mistakes(
        ("The loss is the mean over the batch, so every gradient is divided by the number of images. Take the sum "
         'instead: reduction="sum".', gradient / len(x)),
        ("The sign is turned round: that is the gradient of −loss.", -gradient),
        ("That is only the sign of the gradient. Return the gradient itself.", gradient.sign()),
        ("That is the gradient's size without its sign. Return the gradient itself.", gradient.abs()),
        ("That is the gradient's square. Return the gradient itself.", gradient.square()),
        ("The loss is that with the predicted class. Take the one with y.", gradient_of(net, x, net(x).argmax(1))),
        ("The logits pass through a softmax before the loss. F.cross_entropy does that itself.", with_softmax),
        (logits, -of_logit), (logits, of_logit), (logits, of_largest),
        (scaled, gradient / largest), (scaled, gradient / gradient.flatten(1).norm(dim=1).view(-1, 1, 1, 1)),
        (scaled, gradient / gradient.norm()),
        ("Only the first image has a gradient.", torch.cat([gradient[:1], torch.zeros_like(gradient[1:])])),
        ("Only the last image has a gradient.", torch.cat([torch.zeros_like(gradient[1:]), gradient[-1:]])),
        ("That is x plus the gradient. Return the gradient alone.", x + gradient),
        ("Negative entries are missing. They say that a darker pixel would raise the loss.", gradient.clamp(min=0)),
        ("All images have the same gradient. Each has one of its own.", gradient.sum(0, keepdim=True).expand_as(x)),
        ("All images have the same gradient. Each has one of its own.", gradient.mean(0, keepdim=True).expand_as(x)),
    )
    return first(
        close(seen.value, gradient, "∂(cross-entropy of an image)/∂(its pixels)", mistakes=mistakes, atol=1e-6),
        untouched(seen, detached=True),
    )


input_gradient = Exercise("input_gradient", _gradient_cases, _gradient_judge, "the three lines in hint 2")


# ---- Step 2: select_strongest ----------------------------------------------------------------------------------------


def _select_cases(seed):
    def case(number, what, count, size, k, step, scale=1.0):
        """Strengths that differ clearly, in a random order; the strongest value of every second image cannot move."""
        generator = _random(seed, number)
        x = random_images(seed + 10 * number, count, size, -0.1, 1.1)
        values = x[0].numel()
        order = torch.stack([torch.randperm(values, generator=generator) for _ in range(count)])
        signs = torch.where(torch.rand(order.shape, generator=generator) < 0.5, -1.0, 1.0)
        signs[order == values - 2] = -1.0  # the two strongest pull both ways
        signs[order == values - 1] = 1.0
        loudness = 1 + torch.arange(count)[:, None]  # later images have larger gradients
        gradient = (scale * loudness * signs * (order + 2) / values).view(x.shape)
        stuck = (order == values - 1) & (torch.arange(count)[:, None] % 2 == 1)
        free = order == values - 1
        x = torch.where((free & ~stuck).view(x.shape), 0.35, torch.where(stuck.view(x.shape), 1.0, x))
        return Case(what, {"x": x, "gradient": gradient, "k": k, "step": step})

    return [
        case(0, "6 images, k = 4 and step = 0.3", 6, GREY, 4, 0.3),
        case(1, "a single image, 5 pixels high and 8 wide, k = 1 and step = 0.2", 1, (1, 5, 8), 1, 0.2),
        case(2, "4 colour images, 4 pixels high and 7 wide, k = 9 and step = 0.6", 4, COLOUR, 9, 0.6, 0.001),
        case(3, "k as large as the image, so that every value moves", 3, GREY, 36, 0.1, 0.01),
        case(4, "step = 1, which reaches black or white", 5, GREY, 12, 1.0, 10.0),
    ]


def _moved(x, gradient, mask, step):
    return (x + step * gradient.sign() * mask.view(x.shape)).clamp(0, 1)


def _strongest(scores, k):
    """A bool mask of the k largest scores of each row, (N, D)."""
    return torch.zeros_like(scores, dtype=torch.bool).scatter(1, scores.topk(min(k, scores.shape[1]), 1).indices, True)


def _select_judge(case, seen):
    x, gradient, k, step = case.arguments.values()
    rows = gradient.flatten(1)
    strength = rows.abs()
    mask = _strongest(strength, k)
    right = _moved(x, gradient, mask, step)

    def chosen(scores, count=k):
        return _moved(x, gradient, _strongest(scores, count), step)

    shared = strength.sum(0, keepdim=True).expand_as(strength)
    firsts = strength[:1].expand_as(strength)
    batch = _strongest(strength.flatten()[None], k).view_as(strength)
    movable = torch.where(rows > 0, x.flatten(1) < 1, x.flatten(1) > 0)
    shape = mask.view(x.shape)
    by_channel = torch.cat([_strongest(part.flatten(1), min(k, part[0].numel())).view(part.shape)
                            for part in gradient.abs().split(1, dim=1)], dim=1)
    by_pixel = _strongest(gradient.abs().sum(1).flatten(1), k).view(len(x), 1, *x.shape[2:]).expand_as(x)
    same = "All images moved at the same places. Every image has strongest values of its own."
    raw = "The step is a multiple of the gradient itself. Take only its sign: every chosen value moves by step."
    mistakes = _mistakes(
        ("The step goes downhill. Add it: + step · sign(gradient).", _moved(x, -gradient, mask, step)),
        ("The chosen values all get brighter. Where the gradient is negative, the step goes down.",
         (x + step * shape).clamp(0, 1)),
        ("Only positive entries were chosen. A strongly negative one is strong too: rank by |gradient|.", chosen(rows)),
        ("The weakest values were chosen. Take those with the largest |gradient|.", chosen(-strength)),
        ("The k strongest values of the whole batch were chosen. Take k in each image: flatten(1) keeps them apart.",
         _moved(x, gradient, batch, step)),
        (same, _moved(x, gradient, _strongest(shared, k), step)), (same, _moved(x, gradient, _strongest(firsts, k), step)),
        (raw, (x + step * gradient * shape).clamp(0, 1)),
        (raw, (x + step * gradient / gradient.abs().amax((1, 2, 3), keepdim=True) * shape).clamp(0, 1)),
        ("The result leaves [0, 1]: clip at the end.", x + step * gradient.sign() * shape),
        ("The result goes below 0: clip at both ends.", (x + step * gradient.sign() * shape).clamp(max=1)),
        ("The result goes above 1: clip at both ends.", (x + step * gradient.sign() * shape).clamp(min=0)),
        ("That is the change alone. Return the changed images, x + change.", step * gradient.sign() * shape),
        ("All other values were set to 0. Those that are not chosen stay as they are.", right * shape),
        ("The images come back unchanged.", x),
        ("All values moved, not only the k strongest.", _moved(x, gradient, torch.ones_like(mask), step)),
        ("One value too few moved.", chosen(strength, max(k - 1, 0))),
        ("One value too many moved.", chosen(strength, k + 1)),
        ("Only one value of each image moved. Take k of them.", chosen(strength, 1)),
        ("Values that cannot move were passed over. They count among the k all the same: choose by |gradient| alone, "
         "then clip. (To pass over them is a good idea, and comes later in the chapter.)",
         _moved(x, gradient, _strongest(strength * movable, k) & movable, step)),
        ("k values of every channel moved. Choose among all C·H·W values of an image together.",
         _moved(x, gradient, by_channel, step)),
        ("Whole pixels were chosen. Each of the C·H·W values counts on its own.", _moved(x, gradient, by_pixel, step)),
        ("The chosen values were set to black or white. Move them by step, then clip.", _moved(x, gradient, mask, 1.0)),
        ("The step is half as long as it should be.", _moved(x, gradient, mask, step / 2)),
        ("step is divided by k. Every chosen value moves by the whole step.", _moved(x, gradient, mask, step / k)),
        ("step is divided by 255, but it is a share of the range [0, 1] already.",
         _moved(x, gradient, mask, step / 255)),
        ("Only the first image changed.", torch.cat([right[:1], x[1:]])),
    )
    return first(
        close(seen.value, right, "the k values with the largest |gradient| of each image, moved by step uphill",
              mistakes=mistakes),
        untouched(seen),
    )


select_strongest = Exercise("select_strongest", _select_cases, _select_judge, "the recipe above the exercise, and hint 2")


# ---- The loop: craft -------------------------------------------------------------------------------------------------

craft = Exercise("craft", craft_cases, craft_judge, "the loop in four lines above the exercise, and hint 2")


# ---- The score: attack_report ----------------------------------------------------------------------------------------


def _report_cases(seed):
    def case(number, what, fooled, size, counts):
        """Image i has counts[i] changed values."""
        generator = _random(seed, number)
        x = random_images(seed + 10 * number, len(fooled), size, 0.3, 0.7)
        order = torch.rand((len(fooled), x[0].numel()), generator=generator).argsort(1)
        change = (0.05 + 0.2 * torch.rand(order.shape, generator=generator)) * torch.where(order % 2 == 0, 1, -1)
        change = change * (order < torch.tensor(counts)[:, None])
        return Case(what, {"x": x, "x_adv": x + change.view(x.shape), "fooled": torch.tensor(fooled)})

    yes, no = True, False
    return [
        case(0, "5 images, of which 3 are fooled", [yes, no, yes, yes, no], GREY, [3, 20, 8, 1, 30]),
        case(1, "a single image, which is fooled", [yes], (1, 5, 8), [6]),
        case(2, "4 colour images, 4 pixels high and 7 wide, of which 2 are fooled", [no, yes, no, yes], COLOUR,
             [60, 21, 9, 40]),
        case(3, "8 images that are all fooled, one of them without a change", [yes] * 8, GREY,
             [2, 4, 0, 9, 16, 25, 1, 36]),
        case(4, "3 images, of which none is fooled", [no] * 3, GREY, [12, 0, 5]),
        case(5, "a single image, which is not fooled", [no], COLOUR, [10]),
    ]


def _report_judge(case, seen):
    x, x_adv, fooled = case.arguments.values()
    delta = (x_adv - x).double().flatten(1)
    counts = (delta != 0).double().sum(1)
    share, rate = counts / delta.shape[1], fooled.double().mean()
    kept = share[fooled]
    pixels = ((x_adv - x) != 0).any(1).double().flatten(1).mean(1)
    percent = "That is per cent. Return a share between 0 and 1."
    swapped = "Return the success rate first, then the distortion."
    rates = _mistakes(
        (percent, rate * 100), ("That is the number of fooled images. Divide by the number of images.", rate * len(x)),
        ("That is the share of images that were not fooled.", 1 - rate), (swapped, kept.mean()),
        ("That is the rate at which images changed. `fooled` says which attacks succeeded.",
         (counts > 0).double().mean()),
    )
    distortions = _mistakes(
        ("That is the mean over all images. Count only the successes: those that are fooled.", share.mean()),
        ("That is divided by the number of all images. Divide by the number of successes.", kept.sum() / len(x)),
        ("That is the mean over the images that were NOT fooled.", share[~fooled].mean()),
        ("That is the number of changed values. Divide by C·H·W, the number of values of an image.",
         counts[fooled].mean()),
        (percent, kept.mean() * 100), (swapped, rate),
        ("Pixels were counted. In a colour image each of the C·H·W values counts on its own.", pixels[fooled].mean()),
        ("That is divided by H·W. A colour image has C·H·W values.", kept.mean() * x.shape[1]),
        ("That is the sum over the successes. Take their mean.", kept.sum()),
        ("That is the median. Take the mean.", kept.median() if len(kept) else kept.mean()),
        ("That is the largest share. Take the mean.", kept.max() if len(kept) else kept.mean()),
        ("Images that needed no change were left out. They are fooled, so they count, as 0.",
         kept[kept > 0].mean() if len(kept) else kept.mean()),
        ("That is the mean size of the changes. Count how many values changed.",
         delta.abs()[fooled].mean() if len(kept) else kept.mean()),
        ("That is the Euclidean length. Count how many values changed.",
         delta[fooled].norm(dim=1).mean() if len(kept) else kept.mean()),
    )
    value = seen.value
    if value.kind in ("tensor", "array") and value.data.shape == (2,):
        value = Value("tuple", [Value("tensor", part) for part in value.data])  # unpacks just as well
    return first(
        items(value, 2),
        lambda: close(_single(value.data[0]), rate, "success rate: the share of images that are fooled", mistakes=rates),
        lambda: _distortion(_single(value.data[1]), kept, distortions),
        untouched(seen),
    )


def _single(value):
    """A tensor with one value as a number."""
    got = as_tensor(value)
    if got is None or got.numel() != 1:
        return value
    return Value("tensor", got.reshape(()))


def _distortion(value, kept, mistakes):
    if len(kept):
        return close(value, kept.mean(), "distortion: the mean share of changed values, over the successes",
                     mistakes=mistakes)
    got = as_tensor(value)
    if got is not None and got.shape == () and got.is_floating_point() and math.isnan(got.item()):
        return None
    return Problem("the distortion where no image is fooled", 'float("nan")', describe(value),
                   "Without a success there is nothing to average: say so with nan.")


attack_report = Exercise("attack_report", _report_cases, _report_judge, "the two averages above the exercise, and hint 1")

"""Chapter 01: the framework, step by step. What measures an attack is in measures.py, its loop in crafting.py."""

import torch
from torch.nn import functional as F

from robustlib.attacks.framework import loss_gradient
from robustlib.checks.attack_cases import COLOUR, GREY, arguments_of, attack_case, gradient_of, random_images
from robustlib.checks.crafting import craft_cases, craft_judge
from robustlib.checks.judging import as_tensor, close, describe, first, untouched
from robustlib.checks.measures import distance_cases, distance_judge, mistakes_of, report_cases, report_judge, seeded
from robustlib.checks.specification import Case, Exercise, Problem

# ---- The goal: is_fooled ---------------------------------------------------------------------------------------------


def _fooled_cases(seed):
    def case(number, what, classes, answers, y, target=None, turn=seed):
        """Logits, all negative, whose largest entries are at `answers`; the classes are renamed by turning them."""
        generator = seeded(seed, number)
        answers, y = (torch.tensor(labels) for labels in (answers, y))
        rows, answers, y = torch.arange(len(y)), (answers + turn) % classes, (y + turn) % classes
        logits = torch.rand((len(y), classes), generator=generator) - 9
        last_wrong = rows[answers != y][-1]
        logits[last_wrong, y[last_wrong]] = -9.2  # so that the smallest logit is that of y once
        logits[rows, answers] = logits.amax(1) + torch.where(rows % 2 == 0, 3.0, 0.3)  # sure and unsure answers
        arguments = {"logits": logits, "y": y}
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
        case(7, "6 images with targets, some of which are the true class", 4, [0, 1, 2, 3, 1, 2], [0, 1, 3, 3, 2, 0],
             [0, 2, 2, 1, 1, 0]),
    ]


def _fooled_judge(case, seen):
    logits, y, *target = case.arguments.values()
    answers, chances = logits.argmax(1), logits.softmax(1).amax(1)
    wrong = answers != y
    right = answers == target[0] if target else wrong
    smallest = logits.argmin(1)
    mistakes = mistakes_of(
        ("That is turned round: True where the attacker has NOT succeeded.", ~right),
        *_class_zero(target, wrong),
        ("The target may also be the true class. With a target only the answer counts: leave y out.",
         right & wrong),
        ("A target was given, and it was ignored: then only the target itself counts as success.", wrong),
        ("That is True where the network is right. Without a target the attacker wins where it is wrong.", ~wrong),
        ("The smallest logit was taken, or the largest without its sign. The network's answer is the class with the "
         "largest logit: argmax.", smallest == target[0] if target else smallest != y),
        ("The first target serves for all images. Each image has its own.",
         answers == target[0][0] if target else wrong),
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


def _class_zero(target, wrong):
    """The mistake that shows only where all targets are class 0."""
    if not target or target[0].any():
        return []
    return [("A target of class 0 was taken for no target. Ask `target is None`.", wrong, "hint 2")]


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
    if got.shape in ((count, 1), (count, count)) and count > 1:
        return Problem("one answer an image", f"shape ({count},)", f"shape {tuple(got.shape)}",
                       "There is an axis too many. argmax(1), without keepdim, gives one class for each image.")
    if got.ndim == 1 and not got.is_floating_point() and len(got) not in (count, classes):
        return Problem("one answer an image", f"shape ({count},)", f"shape {tuple(got.shape)}",
                       "Those look like the places of the fooled images. Return True or False for every image.")
    if got.shape == (count,) and got.dtype != torch.bool:
        likely = ("Those are the predicted classes: compare them with y or with target."
                  if torch.equal(got.double(), logits.argmax(1).double()) else
                  "Return the comparison itself (== or !=): such a mask picks images, x[fooled].")
        return Problem("the result holds True and False", "dtype bool", str(got.dtype).removeprefix("torch."), likely)
    return None


is_fooled = Exercise("is_fooled", _fooled_cases, _fooled_judge,
                     "the two kinds of goal above the exercise, and the hints")


# ---- The budget: distances -------------------------------------------------------------------------------------------

distances = Exercise("distances", distance_cases, distance_judge, "the table of distances, and hint 1")


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
    of_chance = torch.autograd.grad(-net(leaf).softmax(1).gather(1, y[:, None]).sum(), leaf)[0]
    mistakes = mistakes_of(
        ("The loss is the mean over the batch, so every gradient is divided by the number of images. Take the sum "
         'instead: reduction="sum".', gradient / len(x)),
        ("The sign is turned round: that is the gradient of −loss.", -gradient),
        ("That is only the sign of the gradient. Return the gradient itself.", gradient.sign()),
        ("That is the gradient's size without its sign. Return the gradient itself.", gradient.abs()),
        ("That is the gradient's square. Return the gradient itself.", gradient.square()),
        ("The loss is that with the predicted class. Take the one with y.", gradient_of(net, x, net(x).argmax(1))),
        ("The logits pass through a softmax before the loss. F.cross_entropy does that itself.", with_softmax),
        (logits, -of_logit), (logits, of_logit), (logits, of_largest),
        ("That is the gradient of a probability. The cross-entropy is minus its logarithm.", of_chance),
        ("The loss is that with class 0 for every image. Take the one with y.",
         gradient_of(net, x, torch.zeros_like(y))),
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
        _like_the_images(seen.value, x),
        close(seen.value, gradient, "∂(cross-entropy of an image)/∂(its pixels)", mistakes=mistakes, atol=1e-6),
        untouched(seen, detached=True),
    )


def _like_the_images(value, x):
    got = as_tensor(value)
    if value.kind == "none":
        return Problem("the result is the gradient", f"a tensor of shape {tuple(x.shape)}", "None",
                       "Does the function end with `return`? If it returns a .grad: only the copy that asked for a "
                       "gradient, .requires_grad_(), and went through the network itself has one.", look_at="hint 1")
    if got is None or got.shape == x.shape:
        return None  # close says the rest
    if value.kind in ("tuple", "list") and got.shape[1:] == x.shape:
        likely = "torch.autograd.grad returns a tuple, one gradient for each input you ask for: take its first, [0]."
    elif got.numel() == x.numel():
        likely = "The gradient has one number for each value of x, in x's own shape: leave its shape as it is."
    else:
        likely = "Is it the gradient with respect to the pixels of x? It has one number for each of them."
    return Problem("the shape of the gradient", str(tuple(x.shape)), str(tuple(got.shape)), likely)


input_gradient = Exercise("input_gradient", _gradient_cases, _gradient_judge, "the three lines in hint 2")


# ---- Step 2: select_strongest ----------------------------------------------------------------------------------------


def _select_cases(seed):
    def case(number, what, count, size, k, step, scale=1.0, low=-0.1, high=1.1):
        """Strengths that differ clearly, in a random order; the strongest value of every second image cannot move."""
        generator = seeded(seed, number)
        x = random_images(seed + 10 * number, count, size, low, high)
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
        case(4, "step = 1, which reaches black or white", 5, GREY, 12, 1.0, 10.0, low=0.2, high=0.8),
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
    mistakes = mistakes_of(
        ("The step goes downhill. Add it: + step · sign(gradient).", _moved(x, -gradient, mask, step)),
        ("The chosen values all get brighter. Where the gradient is negative, the step goes down.",
         (x + step * shape).clamp(0, 1)),
        ("Only positive entries were chosen. A strongly negative one is strong too: rank by |gradient|.", chosen(rows)),
        ("The weakest values were chosen. Take those with the largest |gradient|.", chosen(-strength)),
        ("The k strongest values of the whole batch were chosen. Take k in each image: flatten(1) keeps them apart.",
         _moved(x, gradient, batch, step)),
        (same, _moved(x, gradient, _strongest(shared, k), step)),
        (same, _moved(x, gradient, _strongest(firsts, k), step)),
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
        ("The chosen values were set to black or white. Move them by step, then clip.",
         _moved(x, gradient, mask, 1.0)),
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


select_strongest = Exercise("select_strongest", _select_cases, _select_judge,
                            "the recipe above the exercise, and hint 2")


# ---- The loop: craft -------------------------------------------------------------------------------------------------

craft = Exercise("craft", craft_cases, craft_judge, "the loop in four lines above the exercise, and hint 2")


# ---- The score: attack_report ----------------------------------------------------------------------------------------

attack_report = Exercise("attack_report", report_cases, report_judge,
                         "the two averages above the exercise, and hint 1")

"""For the check of jsma: its cases, and the attack with its misconceptions."""

import math

import torch

from robustlib.checks.attack_cases import COLOUR, GREY, PALE, arguments_of, chosen, random_images
from robustlib.checks.judging import Mistake, as_tensor, close, first, untouched
from robustlib.checks.references import Ref
from robustlib.checks.specification import Case, Problem

APART = 0.01  # a right image and a wrong one differ by more than this somewhere
CLEAR = 3e-4  # by this share the best pair is better than the next one, so that rounding decides nothing

# ---- Cases -----------------------------------------------------------------------------------------------------------


def jsma_cases(seed):
    def case(number, *arguments, tells=(), shows=lambda stops: True, **options):
        return chosen(seed + 10 * number, lambda s: _case(s, *arguments, **options),
                      lambda found: _fits(found, tells, shows))

    def mixed(stops):
        """One starts at its target, some reach it on the way, some never do."""
        return stops[0] == 0 and None in stops and bool({1, 2, 3, 4} & set(stops))

    def none(stops):
        return set(stops) == {None}

    return [
        case(0, "7 images, θ = 1 and γ = 0.3, so at most 5 pairs", 7, 1.0, 0.3, shows=mixed,
             tells=("all classes", "swapped", "single", "two singles", "rounded up", "features", "one less", "one more",
                    "no stop", "softmax", "log-softmax", "fixed", "any", "change", "failures clean", "both ends",
                    "no signs", "kept", "kept at the start", "touched only", "predicted", "first target", "first only",
                    "half", "one of two")),
        case(1, "a single colour image, 4 pixels high and 7 wide, θ = 0.4 and γ = 0.26", 1, 0.4, 0.26, offset=2,
             size=COLOUR, images=PALE, gain=4.0, shows=none,
             tells=("first touch", "to the end", "set", "theta one", "fixed", "rounded up")),
        case(2, "5 images, θ = −1 and γ = 0.3", 5, -1.0, 0.3, offset=1, shows=lambda stops: None in stops,
             tells=("turned", "other end", "both ends", "swapped")),
        case(3, "4 images, θ = −0.6, a network in training mode whose parameters hold gradients", 4, -0.6, 0.2,
             offset=1, training=True, gradients=True, tells=("turned", "no clip", "theta one")),
        case(4, "γ so small that it allows no pair", 3, 1.0, 0.05, offset=1, tells=("one more",)),
        case(5, "images that the network sees as their targets already", 3, 1.0, 0.5, offset=None, size=(1, 5, 8),
             tells=("no stop", "late look")),
        case(6, "6 images of 8 pixels, θ = 0.7 and γ = 1, so that the free pixels run out", 6, 0.7, 1.0, offset=1,
             size=(1, 2, 4), gain=1.0, shows=lambda stops: None in stops, tells=("kept",)),
        chosen(seed + 70, _stuck_case, lambda found: _fits(found, ("stop together", "any", "first stuck", "pixel 0"))),
    ]


def _case(seed, what, count, theta, gamma, offset=0, size=GREY, images=(), gain=2.0, **options):
    """The target of image i is the network's answer + i + offset; without an offset it is the answer itself."""
    net = Ref("image_network", seed, tuple({"shape": size, "gain": gain, **options}.items()))
    x = random_images(seed, count, size, **dict(images))
    logits = net.build()(x)
    further = 0 if offset is None else torch.arange(count) + offset
    return Case(what, {"net": net, "x": x, "target": (logits.argmax(1) + further) % logits.shape[1], "theta": theta,
                       "gamma": gamma})


def _stuck_case(seed):
    """Images 0, 1 and 4 find no admissible pair; the others go on."""
    net, x = Ref("contrary_network", seed), random_images(seed, 5, GREY)
    logits = net.build()(x)
    target = logits[:, 1:].argmin(1) + 1
    target[[0, 1]] = 0
    x[4] = 1.0  # every pixel is saturated from the start
    return Case("5 images, of which some have no admissible pair from the start", {
        "net": net, "x": x, "target": target, "theta": 1.0, "gamma": 0.25})


def _fits(case, tells, shows=lambda stops: True):
    arguments = arguments_of(case)
    right, stops, clear = _walk(*arguments)
    if not (clear and shows(stops)):
        return False
    wrong = _wrong_walks(*arguments)
    return all((wrong[name][1]() - right).abs().max() > APART for name in tells)


# ---- The attack, and its misconceptions ------------------------------------------------------------------------------


def _derivatives(net, x, target, change=lambda logits: logits):
    """The derivative of each target's logit, and of the sum of the others, (N, D) each."""
    leaf = x.clone().requires_grad_()
    outputs = change(net(leaf))
    (of_target,) = torch.autograd.grad(outputs.gather(1, target[:, None]).sum(), leaf, retain_graph=True)
    (of_all,) = torch.autograd.grad(outputs.sum(), leaf)
    return of_target.flatten(1).double(), (of_all - of_target).flatten(1).double()


def _pairs(a, b, free, score=lambda alpha, beta: torch.where((alpha > 0) & (beta < 0), -alpha * beta, 0.0)):
    """The best pair of each image, (N, 2); whether there is one; whether the choice is clear."""
    p, q = torch.triu_indices(a.shape[1], a.shape[1], 1)
    alpha, beta = a[:, p] + a[:, q], b[:, p] + b[:, q]
    values = torch.where(free[:, p] & free[:, q], score(alpha, beta), 0.0)
    best = values.topk(2, 1)
    gap = best.values[:, 0] - best.values[:, 1]
    found = best.values[:, 0] > 0
    largest = (alpha * beta).abs().amax(1)
    clear = (gap > CLEAR * best.values[:, 0]) & (best.values[:, 0] > CLEAR * largest) | ~found
    return torch.stack([p[best.indices[:, 0]], q[best.indices[:, 0]]], 1), found, bool(clear.all())


def _singles(count):
    """A wrong search: the best `count` features by the single-feature map."""

    def search(a, b, free):
        best = torch.where((a > 0) & (b < 0) & free, -a * b, 0.0).topk(count, 1)
        return best.indices[:, [0, -1]], best.values[:, 0] > 0, True

    return search


def _walk(net, x, target, theta, gamma, *, cap=math.floor, derivatives=_derivatives, search=_pairs, reverse=True,
          domain=None, step=lambda values, theta: (values + theta).clamp(0, 1), stop=True, together=None, fixed=False,
          pixel_0="", late=False):
    """JSMA, and with other keywords its misconceptions. Also how many pairs each image took to its target (None:
    it never got there), and whether every choice on the way was clear."""
    x_adv, features, clear = x.clone(), x[0].numel(), True
    stops, going, touched = [None] * len(x), torch.ones(len(x), dtype=torch.bool), torch.zeros(len(x), features).bool()
    most, begin = cap(features * gamma / 2), net(x).argmax(1)
    for turn in range(most + 1):
        with torch.no_grad():
            logits = net(x_adv)
        top = logits.topk(2, 1).values
        clear = clear and bool((top[:, 0] - top[:, 1] > 1e-3).all())
        there = logits.argmax(1) == target
        stops = [turn if stop is None and done else stop for stop, done in zip(stops, there.tolist())]
        if stop == "fooled":
            there = logits.argmax(1) != begin
        if stop and (turn or not late):
            going = going & ~there
        if turn == most or not going.any() or together == "any" and not going.all():
            break
        flat = x_adv.flatten(1)
        a, b = derivatives(net, x if fixed else x_adv, target)
        sign = -1 if theta < 0 and reverse else 1
        free = domain(flat, touched, x.flatten(1)) if domain else (flat < 1 if theta > 0 else flat > 0)
        pairs, found, sure = search(sign * a[going], sign * b[going], free[going])
        clear = clear and sure
        rows = going.nonzero()[:, 0]
        if together == "stuck" and not found.all() or together == "first" and not found[0]:
            break
        if pixel_0:
            pairs = torch.where(found[:, None], pairs, 0)
        going[rows[~found]] = pixel_0 == "always"
        found = found | bool(pixel_0)
        rows, pairs = rows[found], pairs[found]
        touched[rows[:, None], pairs] = True
        flat = flat.clone()
        flat[rows[:, None], pairs] = step(flat[rows[:, None], pairs], theta)
        x_adv = flat.view_as(x)
    return x_adv, stops, clear


def _wrong_walks(net, x, target, theta, gamma):
    """name → (likely cause, a function that returns the images it leads to)."""

    def later(theta=theta, **options):
        return lambda: _walk(net, x, target, theta, gamma, **options)[0]

    def all_classes(net, x, target):
        a, b = _derivatives(net, x, target)
        return a, a + b

    def swapped(net, x, target):
        return _derivatives(net, x, target)[::-1]

    def of(change):
        return lambda net, x, target: _derivatives(net, x, target, change)

    def predicted(net, x, target):
        a, b = _derivatives(net, x, net(x).argmax(1))
        return -a, -b

    def one_of_two(a, b, free):
        pairs, found, clear = _pairs(a, b, free)
        return pairs[:, [0, 0]], found, clear

    def failures_clean():
        images, stops, _ = _walk(net, x, target, theta, gamma)
        return torch.where(torch.tensor([stop is None for stop in stops]).view(-1, 1, 1, 1), x, images)

    def right():
        return _walk(net, x, target, theta, gamma)[0]

    def open_end(flat):
        return flat < 1 if theta > 0 else flat > 0

    end = 1.0 if theta > 0 else 0.0
    saturated = ("Saturated features stay in the domain. A feature that cannot move any further in θ's direction is no "
                 "longer free.")
    number = "At most ⌊D · γ / 2⌋ pairs: γ is a share of the features, and a pair has two."
    no_pair = "Where no pair was found, feature 0 was changed all the same. Ask `found` before you change."
    single = "Look for pairs: two features together, with α and β the sums of their derivatives."
    return {
        "nothing": ("The images come back as they came. Is the changed image kept? And does the loop go on while even "
                    "one image is unfinished?", lambda: x),
        "all classes": ("β sums over all classes. Leave the target out of it: all logits' sum minus the target's.",
                        later(derivatives=all_classes)),
        "turned": ("For θ < 0 both inequalities reverse: search on −a and −b.", later(reverse=False)),
        "swapped": ("a and b have changed places: a belongs to the target, b to the sum of the others.",
                    later(derivatives=swapped)),
        "predicted": ("The derivative is taken of the predicted class. JSMA follows the target's logit.",
                      later(derivatives=predicted)),
        "softmax": ("The derivatives are of the probabilities. Take those of the logits.",
                    later(derivatives=of(lambda logits: logits.softmax(1)))),
        "log-softmax": ("The derivatives are of the log-probabilities. Take those of the logits.",
                        later(derivatives=of(lambda logits: logits.log_softmax(1)))),
        "no signs": ("The search does not ask for α > 0 and β < 0.",
                     later(search=lambda a, b, free: _pairs(a, b, free, lambda alpha, beta: -alpha * beta))),
        "single": (single, later(search=_singles(1))),
        "two singles": (f"Those are the two best single features. {single}", later(search=_singles(2))),
        "rounded up": ("One pair too many: ⌊D · γ / 2⌋ rounds down, as int(…) does.", later(cap=math.ceil)),
        "features": (f"{number} You took more: twice as many, or without an end?",
                     later(cap=lambda pairs: int(2 * pairs))),
        "half": (f"{number} You took half as many.", later(cap=lambda pairs: int(pairs / 2))),
        "one less": ("One pair is missing.", later(cap=lambda pairs: max(int(pairs) - 1, 0))),
        "one more": (f"One pair too many. {number}", later(cap=lambda pairs: int(pairs) + 1)),
        "no cap": ("The attack went on after its last pair. At most ⌊D · γ / 2⌋ pairs.",
                   later(cap=lambda pairs: 3 * x[0].numel())),
        "no stop": ("An image at its target was changed further. Leave it as it is.", later(stop=False)),
        "fooled": ("The attack stops at any wrong answer. It ends when the answer is the target.",
                   later(stop="fooled")),
        "late look": ("An image that was at its target from the start was changed. Look first, then change.",
                      later(late=True)),
        "any": ("All images stop as soon as one has reached its target. The others go on.", later(together="any")),
        "stop together": ("All images stop where one finds no pair. The others go on.", later(together="stuck")),
        "first stuck": ("The first image's `found` decides for all. Each image stops for itself.",
                        later(together="first")),
        "once": ("Only the first pair shows. Does the loop return too early, or begin at x again each time?",
                 later(cap=lambda pairs: min(int(pairs), 1))),
        "pixel 0": (no_pair, later(pixel_0="always")),
        "pixel 0 once": (no_pair, later(pixel_0="once")),
        "kept": (saturated, later(domain=lambda flat, touched, start: torch.ones_like(touched))),
        "kept at the start": (f"{saturated} That holds at the start, too.", later(
            domain=lambda flat, touched, start: open_end(flat) | ~touched)),
        "first touch": ("A feature left the domain at its first step. With |θ| < 1 it may take another, until it is "
                        "saturated.", later(domain=lambda flat, touched, start: open_end(flat) & ~touched)),
        "touched only": ("The domain forgets that features may be saturated from the start: ask the image itself.",
                         later(domain=lambda flat, touched, start: ~touched)),
        "asked at the start": ("The domain is that of the clean x. Ask the image as it is now.",
                               later(domain=lambda flat, touched, start: open_end(start))),
        "whole steps": ("A feature is free while it can move at all, even by less than θ: the step is clipped.",
                        later(domain=lambda flat, touched, start: ((flat + theta) >= 0) & ((flat + theta) <= 1))),
        "both ends": ("Features at the other end of [0, 1] are not free in your domain. Only those are saturated that "
                      "cannot move in θ's direction: at 1 for θ > 0, at 0 for θ < 0.",
                      later(domain=lambda flat, touched, start: (flat > 0) & (flat < 1))),
        "other end": ("`free` looks at the wrong end: for θ > 0 features below 1 are free, for θ < 0 those above 0.",
                      later(domain=lambda flat, touched, start: flat > 0 if theta > 0 else flat < 1)),
        "fixed": ("The derivatives are always those of the clean x. They change with the image: compute them anew.",
                  later(fixed=True)),
        "no clip": ("The images leave [0, 1]: clip after each step.", later(step=lambda values, theta: values + theta)),
        "to the end": ("Features went to the end of the range at once. A step adds θ, as it is, then clips.",
                       later(step=lambda values, theta: torch.full_like(values, end))),
        "set": ("Features were set to θ. A step adds θ to what is there, then clips.",
                later(step=lambda values, theta: torch.full_like(values, theta).clamp(0, 1))),
        "theta one": ("Steps have size 1, whatever θ says.",
                      later(step=lambda values, theta: (values + math.copysign(1, theta)).clamp(0, 1))),
        "against": ("Features move the wrong way. A step adds θ, and a negative θ makes them darker.",
                    later(step=lambda values, theta: (values - theta).clamp(0, 1))),
        "only upwards": ("The sign of θ plays no part. For θ < 0 features get darker, and the inequalities reverse.",
                         later(theta=abs(theta))),
        "one of two": ("Only one feature of each pair moves. Change both.", later(search=one_of_two)),
        "change": ("That is the change alone. Return the changed images.", lambda: right() - x),
        "failures clean": ("Images that did not reach their target came back as they were. Return them changed, too.",
                           failures_clean),
        "first only": ("Only the first image was attacked.", lambda: torch.cat([right()[:1], x[1:]])),
        "first target": ("All images were pushed towards the first one's target. Each has its own.",
                         lambda: _walk(net, x, target[:1].expand(len(x)), theta, gamma)[0]),
    }


def jsma_judge(case, seen):
    arguments = arguments_of(case)
    right, _, _ = _walk(*arguments)

    def all_of_them():
        got = as_tensor(seen.value)
        if got is None or got.shape == right.shape:
            return None  # close says it
        return Problem("the shape of the result", str(tuple(right.shape)), str(tuple(got.shape)),
                       "Return all images, finished or not, in the order and the shape in which they came.")

    def same_images():
        if close(seen.value, right, "") is None:
            return None
        mistakes = [Mistake(likely, images()) for likely, images in _wrong_walks(*arguments).values()]
        return close(seen.value, right, "each image, changed pair by pair until target, cap, or no pair is left",
                     mistakes=mistakes)

    return first(all_of_them, same_images, untouched(seen, detached=True))

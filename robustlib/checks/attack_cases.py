"""For the checks of attacks: cases with networks and images, and the iterated attack with its misconceptions."""

import torch

from robustlib.attacks.fgsm import project as nearest
from robustlib.attacks.framework import loss_gradient
from robustlib.checks.judging import Mistake, close
from robustlib.checks.references import SIDE, Ref
from robustlib.checks.specification import Case

STEADY = 1e-5  # a gradient smaller than this, next to the image's largest, may round to either sign
BETTER_PLACES = {"no ball": "hint 1 of BIM", "moving ball": "hint 1 of BIM", "summed": "hint 3 of BIM"}
GREY, COLOUR = (1, SIDE, SIDE), (3, 4, 7)
PALE = (("low", 0.35), ("high", 0.65))  # images that fill only a part of [0, 1]


def random_images(seed, count, size=GREY, low=-0.3, high=1.3):
    """Random images; by default some values are exactly 0 and 1, where clipping matters."""
    generator = torch.Generator().manual_seed(1000 + seed)
    return (torch.rand((count, *size), generator=generator) * (high - low) + low).clamp(0, 1)


def attack_case(what, seed, count, eps, size=GREY, offset=0, labels="y", rest=(), images=(), network="image_network",
                 **options):
    """A network, images and labels: that of image i is the network's answer + i + offset, so most answers are wrong."""
    net = Ref(network, seed, tuple({"shape": size, **options}.items()))
    x = random_images(seed, count, size, **dict(images))
    predicted = net.build()(x)
    y = (predicted.argmax(1) + torch.arange(count) + offset) % predicted.shape[1]
    return Case(what, {"net": net, "x": x, labels: y, "eps": eps, **dict(rest)})


def chosen(seed, make, fits):
    """The first case that fits, of a long row of seeds: one that tells right from wrong whatever the seed."""
    for attempt in range(100):
        case = make(seed + 1_000_003 * attempt)
        if fits(case):
            break
    return case


def gradient_of(net, x, y):
    return loss_gradient(y)(net, x, torch.arange(len(x)))


def _weak(gradient):
    """Which values of a gradient are so near zero that rounding may decide their sign. Exactly 0 is not among them."""
    return (gradient.abs() <= STEADY * gradient.abs().amax((1, 2, 3), keepdim=True)) & (gradient != 0)


def one_step_is_steady(case):
    net, x, y, _ = arguments_of(case)
    return not _weak(gradient_of(net, x, y)).any()


def arguments_of(case):
    net, *rest = case.arguments.values()
    return net.build(), *rest


def walk(net, x, y, eps, alpha, steps, start=None, sign=1, within=lambda new, x, old, eps: nearest(new, x, eps),
          direction=lambda gradient, old: gradient.sign(), fixed=None):
    """BIM and its misconceptions: y None takes the predicted class; fixed is an image to take every gradient at."""
    x_adv = x if start is None else start
    for _ in range(steps):
        seen = x_adv if fixed is None else fixed
        with torch.no_grad():
            labels = net(seen).argmax(1) if y is None else y
        x_adv = within(x_adv + sign * alpha * direction(gradient_of(net, seen, labels), x_adv), x, x_adv, eps)
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

    def later(y=y, eps=eps, alpha=alpha, steps=steps, last=lambda images: images, **options):
        return lambda: last(walk(net, x, y, eps, alpha, steps, start, **options))

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
    centre = ("The ball is centred on the clean x: keep x as it came, give the moving image another name, and project "
              "around x after every step.")
    return {
        "turned": ("The sign of the step is turned round: that makes the loss smaller. Add the step.", later(sign=-1)),
        "nothing": ("The images come back without a step.", lambda: begin),
        "fewer": ("One step is missing: take exactly `steps` of them.", later(steps=max(steps - 1, 0))),
        "more": ("One step too many: take exactly `steps` of them.", later(steps=steps + 1)),
        "ten": ("That is ten steps, whatever `steps` says.", later(steps=10)),
        "single": ("Only one step of alpha shows. Does the loop return too early, stop once the network is fooled, or "
                   "begin at x again each time?", later(steps=min(steps, 1))),
        "fgsm": ("That is one step of ε along the first gradient. Take `steps` steps of alpha, each along the gradient "
                 "at the image that the step before led to.", later(alpha=eps, steps=1)),
        "eps steps": (f"The steps have size ε. {size}", later(alpha=eps)),
        "shared eps": (f"The steps have size ε / steps. {size}", later(alpha=eps / max(steps, 1))),
        "half ball": ("The ball is half as wide as it should be: its radius is ε.", later(eps=eps / 2)),
        "alpha ball": (f"The ball has radius alpha. {size}", later(eps=alpha)),
        # With alpha up to ε these two are the same images.
        "no ball": (f"The images leave the ball: either no step is projected, or each around the image of the step "
                    f"before. {centre}", later(within=boxed)),
        "moving ball": (f"The ball moves along with the images. {centre}",
                        later(within=lambda new, x, old, eps: nearest(new, old, eps))),
        "start ball": ("The ball is centred on the random start. It has to be centred on the clean images x.",
                       later(within=lambda new, x, old, eps: nearest(new, begin, eps))),
        "no box": ("The images leave [0, 1] on the way or at the end: clip after every step.", later(within=balled)),
        "neither": ("The images leave the ball and [0, 1]: project after every step.", later(within=free)),
        "late": ("The images are projected only once, at the end. Project after every step, so that each gradient is "
                 "taken at an image that is allowed.",
                 later(within=free, last=lambda images: nearest(images, x, eps))),
        "late box": ("The images are clipped to [0, 1] only once, at the end. Clip after every step.",
                     later(within=balled, last=lambda images: images.clamp(0, 1))),
        "late ball": ("The images are projected into the ball only once, at the end. Project after every step.",
                      later(within=boxed, last=lambda images: nearest(images, x, eps))),
        "fixed": ("Every gradient is taken at the first image. Take each at the image the step before led to.",
                  later(fixed=begin)),
        "clean gradient": ("Every gradient is taken at x. Take each at the image the step before led to.",
                           later(fixed=x)),
        "summed": ("The gradients of all steps add up. After loss.backward(), .grad keeps the old gradient: make a "
                   "fresh leaf in every step, or use torch.autograd.grad.", later(direction=summed)),
        "unfooled": ("The images stop once the network is fooled. Every image takes all the steps.",
                     later(direction=unfooled)),
        "predicted": ("The gradient is of the loss with the predicted class; the formula takes the true class y.",
                      later(y=None)),
        "first answer": ("The gradient is of the loss with the predicted class; the formula takes the true class y.",
                         later(y=net(x).argmax(1))),
        "no sign": (scale, later(direction=lambda gradient, old: gradient)),
        "mean": (scale, later(direction=lambda gradient, old: gradient / len(x))),
        "unit": (scale, later(direction=unit)),
        "first only": ("Only the first image of the batch was attacked.",
                       lambda: torch.cat([walk(net, x, y, eps, alpha, steps, start)[:1], begin[1:]])),
        "clean start": ("The first step starts from x itself. PGD starts from a random image of the ball.",
                        lambda: walk(net, x, y, eps, alpha, steps)),
    }


def compare_walk(value, arguments, start=None, share=0.0):
    """Are these the images that the steps lead to? The misconceptions are walked only when they are not."""
    right = walk(*arguments, start=start)
    if close(value, right, "", share=share) is None:
        return None
    mistakes = [Mistake(likely, images(), BETTER_PLACES.get(name, ""))
                for name, (likely, images) in _wrong_walks(*arguments, start=start).items()]
    return close(value, right, "`steps` steps of alpha · sign(∂J/∂x), projected after each", mistakes=mistakes,
                 share=share)


def tells(*names):
    """A test for `chosen`: the case tells the right walk from these wrong ones, and no sign is near zero."""

    def fits(case):
        arguments = arguments_of(case)
        net, x, y, eps, alpha, steps = arguments
        x_adv = x
        for _ in range(steps):
            if _weak(gradient_of(net, x_adv, y)).any():
                return False
            x_adv = walk(net, x, y, eps, alpha, 1, start=x_adv)
        wrong = _wrong_walks(*arguments)
        return all(((wrong[name][1]() - x_adv).abs() > 0.01).double().mean() > 0.04 for name in names)

    return fits

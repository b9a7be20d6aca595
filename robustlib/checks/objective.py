"""For the checks of chapter 06: the objective of Carlini and Wagner, right and wrong."""

import torch
from torch.nn import functional as F

from robustlib.checks.attack_cases import random_images
from robustlib.checks.judging import Mistake, as_tensor, close, first, untouched
from robustlib.checks.references import Ref, image_network, register
from robustlib.checks.specification import Case, Problem
from robustlib.checks.temperature import seeded

LOW = 2000  # so far below 0 lie the logits of low_network


@register
def low_network(generator, **options):
    """image_network with all its logits lower by LOW: a number that is to stand for −∞ may lie above them."""
    net = image_network(generator, **options)
    with torch.no_grad():
        net[-1].bias -= LOW
    return net


def objective_cases(seed):
    def case(number, what, count, confidence, targeted, shape=(1, 6, 6), network="image_network", spread=1.0,
             gradients_of="", recording=True, **options):
        net = Ref(network, seed + 10 * number + 1, tuple({"shape": shape, "gain": 2.0, **options}.items()))
        w = Ref("leaf", seed + 10 * number + 2, (("shape", (count, *shape)), ("spread", spread)))
        with torch.no_grad():
            order = net.build()((w.build().tanh() + 1) / 2).argsort(1)
        # By turns the largest logit, the smallest, the second largest: some leads lie above, some below the limit.
        places = torch.tensor([(-1, 0, -2)[(n + number) % 3] for n in range(count)])
        y = order.gather(1, places[:, None] % order.shape[1])[:, 0]
        c = 0.5 + 4 * torch.rand(count, generator=seeded(seed, number))
        return Case(what, {"net": net, "x": random_images(seed + 10 * number, count, shape),
                           "w": w if recording else w.build().detach(), "y": y, "c": c,
                           "confidence": confidence, "targeted": targeted}, gradients_of=gradients_of)

    return [
        case(0, "6 images, confidence 2 and their true classes", 6, 2.0, False),
        case(1, "6 images, confidence 0 and targets", 6, 0.0, True),
        case(2, "7 colour images, 4 pixels high and 7 wide, confidence 0 and true classes", 7, 0.0, False, (3, 4, 7)),
        case(3, "5 images of 7 classes, confidence 30 and targets", 5, 30.0, True, classes=7, spread=2.0),
        case(9, "a single image, confidence 1 and its true class", 1, 1.0, False, gradients_of="w", spread=0.5),
        case(5, "4 images, confidence 40, true classes, and a network whose parameters record no gradients", 4, 40.0,
             False, network="frozen_network"),
        case(6, "5 images, logits that all lie below −1000, confidence 5 and targets", 5, 5.0, True,
             network="low_network"),
        case(7, "4 images, confidence 1, true classes, a network in training mode and a w that records no gradients", 4,
             1.0, False, recording=False, training=True),
    ]


def _parts(case):
    net, x, w, y, c, confidence, targeted = case.arguments.values()
    w = w.build() if isinstance(w, Ref) else w
    net = net.build()
    return net, x, w, y, c, confidence, targeted


def _lead(z, y):
    is_y = F.one_hot(y, z.shape[1]).bool()
    return z[is_y] - z.masked_fill(is_y, -torch.inf).amax(1)


def _right(net, x, w, y, c, confidence, targeted, clean=None):
    x_adv = (w.tanh() + 1) / 2
    lead = _lead(net(x_adv if clean is None else clean), y)
    return _size(x_adv - x) + c * (-lead if targeted else lead).clamp(min=-confidence)


def _size(delta):
    return delta.flatten(1).square().sum(1)


def _mistakes(net, x, w, y, c, k, targeted):
    sign = -1 if targeted else 1
    x_adv = (w.tanh() + 1) / 2
    z = net(x_adv)
    d, lead = _size(x_adv - x), sign * _lead(z, y)
    f = lead.clamp(min=-k)
    of_y, largest = z.gather(1, y[:, None])[:, 0], z.amax(1)
    second = z.topk(2).values[:, 1]
    count = x[0].numel()

    def masked_by(number):
        best = z.scatter(1, y[:, None], float(number)).amax(1)
        return d + c * (sign * (of_y - best)).clamp(min=-k)

    probabilities = sign * _lead(z.softmax(1), y)
    others = (z.sum(1) - of_y)
    turned = ("Towards a target, f is the best other logit minus the target's. Is `targeted` looked at?" if targeted
              else "Away from the true class, f is its logit minus the best other. Is a sign turned round?")
    rows = {
        "c stands at the distance. It belongs to f.": c * d + f,
        "c multiplies both parts. It belongs to f alone.": c * (d + f),
        "c is missing: distance + c · f.": d + f,
        "c divides. It multiplies f.": d + f / c,
        "Only the first c counts. Each image has its own.": d + c[:1] * f,
        "All images have the mean of c. Each image has its own.": d + c.mean() * f,
        "Class y was set to 0, which wins where all others are negative: use −∞.": masked_by(0),
        **{f"Class y was set to −{number}, which wins where all others lie lower: use −∞.": masked_by(-number)
           for number in (1, 10, 100, 999, 1000)},
        "The distance is the norm itself. Take its square: no root.": d.sqrt() + c * f,
        "The distance is the mean over the values. Take their sum.": d / count + c * f,
        "The distance is a sum of absolute values. Square them.": (x_adv - x).abs().flatten(1).sum(1) + c * f,
        "The distance is that of w from x. Take that of x′ from x.": _size(w - x) + c * f,
        "The distance is missing.": c * f,
        "f is missing: only the distance is there.": d,
        "f is taken off. Add it.": d - c * f,
        "The lower limit −confidence is missing: f never falls below it.": d + c * lead,
        "The limit is +confidence. It is −confidence.": d + c * lead.clamp(min=k),
        "The limit is 0, whatever the confidence. It is −confidence.": d + c * lead.clamp(min=0),
        "−confidence is an upper limit there. It is the lower one: a maximum.": d + c * lead.clamp(max=-k),
        "confidence was added to the lead, and the limit set at 0. That is f + confidence: subtract it again.":
            d + c * (lead + k).clamp(min=0),
        turned: d + c * (-lead).clamp(min=-k),
        "The best *other* logit must leave out class y: put −∞ there before taking the largest.":
            d + c * (sign * (of_y - largest)).clamp(min=-k),
        "The second largest logit is not always the best other one: where y does not lead, the largest is.":
            d + c * (sign * (of_y - second)).clamp(min=-k),
        "All other logits are added up. Take the largest of them.": d + c * (sign * (of_y - others)).clamp(min=-k),
        "That is the mean of the other logits. Take the largest of them.":
            d + c * (sign * (of_y - others / (z.shape[1] - 1))).clamp(min=-k),
        "f looks at probabilities. It looks at the logits: no softmax.": d + c * probabilities.clamp(min=-k),
        "f is a cross-entropy. It is a difference of two logits.":
            d + c * (-sign) * F.cross_entropy(z, y, reduction="none"),
        "f is only the logit of class y. The best other logit is missing.": d + c * (sign * of_y).clamp(min=-k),
        "f uses the network's answer. It should use class y, which is given.":
            d + c * (sign * _lead(z, z.argmax(1))).clamp(min=-k),
        "The network looks at the clean x. It should look at x′.": _right(net, x, w, y, c, k, targeted, clean=x),
        **_other_images(net, x, w, y, c, k, targeted),
        "All images have the mean of the losses. Each has its own.": (d + c * f).mean().expand(len(x)),
    }
    return [Mistake(likely, value.detach()) for likely, value in rows.items()]


def _other_images(net, x, w, y, c, k, targeted):
    def with_image(image):
        lead = _lead(net(image), y)
        return _size(image - x) + c * (-lead if targeted else lead).clamp(min=-k)

    tanh = "x′ is not ½ (tanh w + 1)"
    return {
        tanh + ": that is tanh w, from −1 to 1.": with_image(w.tanh()),
        tanh + ": that is tanh w + 1, without the ½.": with_image(w.tanh() + 1),
        tanh + ": that is a sigmoid of w. (Of 2w it would be the same.)": with_image(w.sigmoid()),
        tanh + ": w was taken as the image.": with_image(w),
        tanh + ": w was clipped to [0, 1].": with_image(w.clamp(0, 1)),
        tanh + ": that is x + tanh w.": with_image(x + w.tanh()),
    }


def objective_judge(case, seen):
    parts = _parts(case)
    right = _right(*parts)
    count = len(parts[1])

    def shaped():
        got = as_tensor(seen.value)
        if got is None or got.shape == (count,) or count == 1 and got.numel() == 1:
            return None
        likely = {(): "That is one number for the whole batch. Each image has its own loss: do not add or average over "
                      "the images.",
                  (count, count): "Every c met every image. c has shape (N,), so the other parts should, too.",
                  (count, 1): "Take off the last dimension."}.get(tuple(got.shape), "")
        return Problem("the shape of the losses", str((count,)), str(tuple(got.shape)), likely)

    def attached():
        if seen.value.requires_grad or not parts[2].requires_grad:
            return None
        return Problem("the losses can be differentiated by w", "requires_grad = True", "a result without a graph",
                       "Was something detached, turned into a number or computed under torch.no_grad()?")

    def values():
        value = seen.value
        if value.kind in ("tensor", "array") and value.data.numel() == 1 == count:
            value = type(value)(value.kind, value.data.reshape(1), value.dtype, value.device, value.requires_grad)
        rounding = 0.02 if case.arguments["net"].name == "low_network" else 1e-5  # of differences of such logits
        return close(value, right.detach(), "‖x′ − x‖² + c · f(x′) of each image", atol=rounding,
                     mistakes=_mistakes(*parts))

    return first(_marked(seen), untouched(seen), shaped, values, attached, lambda: _gradient(case, seen, right, parts))


def _marked(seen):
    if "w" not in seen.recording:
        return None
    return Problem("the arguments are left as they were", "w records gradients, or not, as it did before",
                   "its requires_grad or .grad is another", "w belongs to the caller: no w.requires_grad_() and no "
                   ".backward() here. Compute the loss, and return it.")


def _gradient(case, seen, right, parts):
    """For one image: ∂loss/∂w is that of the whole formula."""
    if not case.gradients_of:
        return None
    what = "∂loss/∂w, which Adam follows"
    expected = torch.autograd.grad(right.sum(), parts[2])[0].double()
    got = seen.gradients[0].double() if seen.gradients else torch.zeros_like(expected)
    if (got - expected).abs().max() <= 1e-3 * expected.abs().max():
        return None
    return Problem(what, f"a gradient of length {expected.norm():.4g}", f"one of length {got.norm():.4g}",
                   "The value is right, but a part of it was cut off from w: did you detach or copy w, x′ or the "
                   "logits?")

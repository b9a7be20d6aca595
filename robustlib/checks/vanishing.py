"""For the checks of chapter 05: how large gradients are, and the ones that do not vanish."""

import torch

from robustlib.checks.judging import Mistake, as_tensor, close, first, untouched
from robustlib.checks.references import Ref
from robustlib.checks.specification import Case, Problem
from robustlib.checks.temperature import seeded

COLOUR = (3, 4, 7)


def _case(seed, number, what, count, more, shape=(1, 6, 6), **options):
    dtype = torch.float64 if options.get("double") else torch.float32
    x = torch.rand((count, *shape), generator=seeded(seed, number), dtype=torch.float64).to(dtype)
    net = Ref("sure_network", seed + 10 * number + 1, (("shape", shape), *options.items()))
    return Case(what, {"net": net, "x": x, **more})


def _logits_and_jacobian(net, x):
    """Z (N, K) and ∂Z_j/∂x_i (N, K, D), in float64."""
    net, x = net.double(), x.double().requires_grad_()
    z = net(x)
    rows = [torch.autograd.grad(z[:, j].sum(), x, retain_graph=True)[0].flatten(1) for j in range(z.shape[1])]
    return z.detach(), torch.stack(rows, 1)


def _of_softmax(z, jacobian, T):
    """∂F_j/∂x_i: p_j/T · (∂Z_j − Σ_l p_l ∂Z_l), (N, K, D)."""
    return (z / T).softmax(1)[:, :, None] * _of_log(z, jacobian, T)


def _of_log(z, jacobian, T):
    p = (z / T).softmax(1)[:, :, None]
    return (jacobian - (p * jacobian).sum(1, keepdim=True)) / T


# ---- gradient_amplitude ----------------------------------------------------------------------------------------------


def amplitude_cases(seed):
    return [
        _case(seed, 0, "5 images and T = 1", 5, {"T": 1.0}, out=2.0),
        _case(seed, 2, "4 colour images, 4 pixels high and 7 wide, of 6 classes, and T = 2", 4, {"T": 2.0}, COLOUR,
              classes=6, out=3.0),
        _case(seed, 1, "a single image and T = 10", 1, {"T": 10}, out=12.0),
        _case(seed, 3, "6 images, float64, a network with logits of some hundreds and T = 50", 6, {"T": 50},
              out=300.0, double=True),
        _case(seed, 4, "a network in training mode, without dropout, and T = 5", 7, {"T": 5.0}, out=8.0,
              training=True),
    ]


def amplitude_judge(case, seen):
    net, x, T = case.arguments["net"].build(), case.arguments["x"], case.arguments["T"]
    z, jacobian = _logits_and_jacobian(net, x)
    found = _of_softmax(z, jacobian, T)
    right = found.abs().mean((1, 2))
    mistakes = [Mistake(likely, value, look_at) for likely, value, look_at in (
        *_other_derivatives(z, jacobian, T, right), *_other_classes(z, found, right), *_other_sizes(found, right),
        ("That is the sum over the channels. Take the mean over all values.", right * x.shape[1], "hint 2"))]
    double = x.dtype == torch.float64
    return first(
        lambda: _amplitude_shape(seen.value, x, z.shape[1]),
        lambda: close(seen.value, right, "the mean of |∂F_j/∂x_i| over the classes j and the values i of each image",
                      rtol=1e-5 if double else 5e-3, atol=1e-14 if double else 2e-7, mistakes=mistakes),
        lambda: untouched(seen, detached=True),
    )


def _other_derivatives(z, jacobian, T, right):
    """Of something else than softmax(z / T)."""
    at_one, logs = _of_softmax(z, jacobian, 1).abs(), _of_log(z, jacobian, T).abs()
    return [(likely, value, "the formula above the exercise") for likely, value in (
        ("T is not in it: differentiate softmax(logits / T).", at_one.mean((1, 2))),
        ("T divides the probabilities at T = 1, or their derivatives. Divide the logits, before the softmax.",
         at_one.mean((1, 2)) / T),
        ("The factor 1/T is missing. Let autograd differentiate softmax(logits / T) as a whole.", T * right),
        ("The factor 1/T is in it twice. Autograd brings it along.", right / T),
        ("T multiplies the logits. Divide them.", _of_softmax(z * T * T, jacobian * T * T, T).abs().mean((1, 2))),
        ("Those are the derivatives of the logits. Differentiate the softmax.", jacobian.abs().mean((1, 2))),
        ("Those are the derivatives of the logits divided by T. Differentiate the softmax.",
         jacobian.abs().mean((1, 2)) / T),
        ("Those are the derivatives of log F. Differentiate F, the softmax itself.", logs.mean((1, 2))),
    )]


def _other_sizes(found, right):
    """Something else than the mean of |…|."""
    sizes = found.abs()
    return [(likely, value, "hint 2") for likely, value in (
        ("That is the sum over classes and features. Take the mean.", sizes.sum((1, 2))),
        ("That is the mean over the features, but the sum over the classes. Take the mean over both.",
         sizes.mean(2).sum(1)),
        ("That is the mean over the classes, but the sum over the features. Take the mean over both.",
         sizes.mean(1).sum(1)),
        ("The absolute value comes after the mean over the features. Take |…| of each derivative first.",
         found.mean(2).abs().mean(1)),
        ("That is the largest. Take the mean.", sizes.amax((1, 2))),
        ("That is the largest of each class. Take the mean.", sizes.amax(2).mean(1)),
        ("That is the largest of all classes for each value. Take the mean over the classes.", sizes.amax(1).mean(1)),
        ("That is the length of the gradient of each class. Take the mean of |…|.", found.norm(dim=2).mean(1)),
        ("That is the length of the gradients of each class, summed. Take the mean of |…|.", found.norm(dim=2).sum(1)),
        ("That is the length of the gradient. Take the mean of the absolute values.", found.flatten(1).norm(dim=1)),
        ("Those are squares. Take absolute values.", found.square().mean((1, 2))),
        ("That is the root of the mean square. Take the mean of the absolute values.",
         found.square().mean((1, 2)).sqrt()),
        ("That is the spread of the derivatives. Take the mean of their absolute values.", found.flatten(1).std(1)),
        ("That is the median. Take the mean.", sizes.flatten(1).median(1).values),
        ("All images have the same amplitude, the mean. Each has its own.", right.mean().expand_as(right)),
        ("That is divided by the number of images. Each image has an amplitude of its own.", right / len(right)),
        ("Only the first image has an amplitude.", right * (torch.arange(len(right)) == 0)),
    )]


def _other_classes(z, found, right):
    """Not each class once."""
    sizes, best = found.abs(), found.abs()[torch.arange(len(z)), z.argmax(1)].mean(1)
    running, count = found.cumsum(1).abs().mean(2), z.shape[1]
    reset = ".grad adds up from class to class. Set it to None before each backward(), or take torch.autograd.grad."
    return [(likely, value, "hint 1") for likely, value in (
        ("The derivatives of all classes add up to 0, since probabilities add up to 1. Take one class at a time, and "
         "|…| of its derivatives, before anything is added.", torch.zeros_like(right)),
        (reset, running.mean(1)), (reset, running.sum(1)),
        ("The number of classes is taken to be 10. Ask the network's answer: F.shape[1].", right * count / 10),
        *(("Only one class of each image counts. Take the mean over all classes.", value)
          for value in (best, sizes[:, 0].mean(1), sizes[:, -1].mean(1))),
        ("The last class was left out. Take the mean over all classes.", sizes[:, :-1].mean((1, 2))),
        ("The last class was left out. Take the mean over all classes.", sizes[:, :-1].mean(2).sum(1) / count),
        ("Class 0 was left out. Take the mean over all classes.", sizes[:, 1:].mean((1, 2))),
        ("Class 0 was left out. Take the mean over all classes.", sizes[:, 1:].mean(2).sum(1) / count),
        ("That is the derivative of the largest probability, divided by the number of classes. Add up all classes.",
         best / count),
    )]


def _amplitude_shape(value, x, classes):
    got = as_tensor(value)
    count, channels, height, width = x.shape
    if got is None or got.shape == (count,):
        return None  # close says it
    likely = {
        (): "That is one number for all images. Each has an amplitude of its own.",
        (classes,): "One number for each class. Each image has an amplitude of its own: keep dimension 0 of x.",
        (count, classes): "One number for each class. Take the mean over the classes, too.",
        (classes, count): "One number for each class. Take the mean over the classes, too.",
        (count, channels): "One number for each channel. Take the mean over all values of an image: "
                           ".flatten(1).mean(1).",
        (count, height, width): "One number for each pixel: that is the mean over the channels. Take it over all "
                                "values of an image: .flatten(1).mean(1).",
        tuple(x.shape): "One number for each value of the images. Take the mean over the values, too.",
        tuple(x[0].shape): "One number for each value, the images added up. Take the mean over the values of each "
                           "image: .flatten(1).mean(1).",
    }.get(tuple(got.shape), "")
    return Problem("the shape of the result", str((count,)), str(tuple(got.shape)), likely, "hint 2")


# ---- target_gradient -------------------------------------------------------------------------------------------------


def gradient_cases(seed):
    def case(number, what, count, T, log, shape=(1, 6, 6), least=False, **options):
        found = _case(seed, number, what, count, {}, shape, **options)
        net, x = found.arguments["net"].build(), found.arguments["x"]
        with torch.no_grad():
            z = net.eval()(x)
        classes = z.shape[1]
        # All but one of the classes, not equally often: over all images together the classes must not cancel out.
        target = z.argmin(1) if least else (torch.arange(count) % (classes - 1) + seed + number) % classes
        return Case(what, {**found.arguments, "target": target, "T": T, "log": log})

    return [
        case(0, "5 images, T = 1 and log=False", 5, 1.0, False, out=2.0),
        case(1, "a single colour image, 4 pixels high and 7 wide, T = 3 and log=False", 1, 3, False, COLOUR, out=3.0,
             classes=6),
        case(2, "6 images of 5 classes, T = 1 and log=True", 6, 1.0, True, out=2.0, classes=5),
        case(3, "4 images, T = 5, log=True, and a network in training mode, without dropout", 4, 5.0, True, out=8.0,
             training=True),
        case(4, "6 images, log=True, T = 1, and targets whose probability is 0 in float32", 6, 1.0, True, least=True,
             out=900.0, classes=10),
        case(5, "6 images, log=False, T = 1000, and logits of some hundreds", 6, 1000.0, False, least=True, out=900.0),
    ]


def gradient_judge(case, seen):
    net, x, target, T, log = (case.arguments[name] for name in ("net", "x", "target", "T", "log"))
    z, jacobian = _logits_and_jacobian(net.build(), x)
    kind = _of_log if log else _of_softmax
    of_all, target_rows = kind(z, jacobian, T), (torch.arange(len(z)), target)
    right = of_all[target_rows].view(x.shape)
    got = as_tensor(seen.value)
    lost = log and (z / T).float().softmax(1).amin() == 0

    def value():
        alike = got is not None and got.shape == right.shape
        bad = alike and (~torch.isfinite(got)).flatten(1).any(1)
        if alike and lost and (bad.any() or (got == 0).flatten(1).all(1).any()):
            return Problem("the gradient of log F, also where F is 0 in float32", "a gradient that is not 0",
                           "nan" if bad.any() else "0 everywhere for some images",
                           "The softmax came first, and what it rounds to 0 no logarithm brings back. "
                           "torch.log_softmax does both in one step.", "hint 2")
        what = f"the gradient of {'log F' if log else 'F'} of the target, F = softmax(logits / T)"
        mistakes = [Mistake(likely, wrong.reshape(x.shape), look_at) for likely, wrong, look_at in (
            *_other_readings(z, jacobian, T, target_rows, log), *_other_targets(z, of_all, target),
            *_turned(of_all[target_rows]))] if alike else []
        return close(seen.value, right, what, rtol=5e-3, atol=2e-4 * right.abs().max().item(), mistakes=mistakes)

    return first(lambda: _one_tensor(seen.value, x), value, lambda: untouched(seen, detached=True))


def _other_targets(z, of_all, target):
    """Of other classes than the target, or of more; of_all: (N, K, D)."""
    rows = torch.arange(len(z))
    return [(likely, value, "hint 1") for likely, value in (
        ("That is the gradient of the class that the network answers. Take that of the target.",
         of_all[rows, z.argmax(1)]),
        ("All targets were picked for every image. Pick one for each: gather(1, target[:, None]).",
         of_all[:, target].sum(1)),
        ("All targets were picked for every image, and averaged. Pick one for each: gather(1, target[:, None]).",
         of_all[:, target].mean(1) / len(z)),
        ("All images have the target of the first. Each has its own.", of_all[:, target[0]]),
        ("All images have the target of the last. Each has its own.", of_all[:, target[-1]]),
        ("All targets were picked from the row of the first image. Pick one from each: gather(1, target[:, None]).",
         of_all[:, target].sum(1) * (rows == 0)[:, None]),
        ("The classes were added up. Take the target alone.", of_all.sum(1)),
        ("The target of another image was taken: each one's neighbour's.", of_all[rows, target.roll(1)]),
        ("The target of another image was taken: each one's neighbour's.", of_all[rows, target.roll(-1)]),
    )]


def _turned(right):
    """The right gradient, and then something done to it."""
    sizes = right.abs().sum(1, keepdim=True)
    return [(likely, value, "hint 1") for likely, value in (
        ("That is only the sign. Return the gradient itself.", right.sign()),
        ("That is the size without the sign. Return the gradient itself.", right.abs()),
        ("Each gradient was scaled to a length of 1. Return it as it is.", right / right.norm(dim=1, keepdim=True)),
        ("Each gradient was scaled to a largest value of 1. Return it as it is.",
         right / right.abs().amax(1, keepdim=True)),
        ("Each gradient was divided by the sum of its sizes. Return it as it is.", right / sizes),
        ("All images have the same gradient. Each has one of its own.", right.sum(0, keepdim=True).expand_as(right)),
        ("Only the first image has a gradient.", right * (torch.arange(len(right)) == 0)[:, None]),
    )]


def _other_readings(z, jacobian, T, rows, log):
    """Of the logit, of F for log F or the other way round, T elsewhere, the sign turned, a mean: all combinations."""
    own, other = (_of_log, _of_softmax) if log else (_of_softmax, _of_log)
    swap = ("That is the gradient of F itself. With log=True differentiate log F." if log else
            "That is the gradient of log F. With log=False differentiate F itself.")
    sign = "The sign is turned round: F.cross_entropy and F.nll_loss give −log F and −F, the target should rise."
    mean = "It is divided by the number of images: add them up, do not average."

    def temperatures(of):
        right, at_one = of(z, jacobian, T)[rows], of(z, jacobian, 1)[rows]
        return [
            ("", right), ("T is not in it: divide the logits by T first.", at_one),
            ("The factor 1/T is missing. Let autograd differentiate the softmax of logits / T as a whole.", T * right),
            ("T divides what came out of the softmax. Divide the logits, before it.", at_one / T),
            ("The factor 1/T is in it twice. Autograd brings it along.", right / T),
            ("T multiplies the logits. Divide them.", of(z * T * T, jacobian * T * T, T)[rows]),
        ]

    found = [([reading, temperature, turned, averaged], factor * value / (len(z) if averaged else 1))
             for reading, of in (("", own), (swap, other)) for temperature, value in temperatures(of)
             for turned, factor in (("", 1), (sign, -1)) for averaged in ("", mean)]
    logit = "Those are the derivatives of the logit{}. Differentiate the softmax."
    found += [([logit.format("")], jacobian[rows]), ([logit.format(" over T")], jacobian[rows] / T)]
    found.sort(key=lambda pair: sum(map(bool, pair[0])))  # one mistake is likelier than two
    return [(" ".join(filter(None, words)), value, "hint 2" if swap in words else "hint 1")
            for words, value in found if any(words)]


def _one_tensor(value, x):
    if value.kind in ("tuple", "list") and len(value.data) == 1 != len(x):
        return Problem("the result is a tensor", f"shape {tuple(x.shape)}", "a tuple of one tensor",
                       "torch.autograd.grad returns a tuple: take its first, [0].")
    return None

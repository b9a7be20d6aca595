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
        _case(seed, 1, "a single image and T = 10", 1, {"T": 10}, out=12.0),
        _case(seed, 2, "4 colour images, 4 pixels high and 7 wide, of 6 classes, and T = 2", 4, {"T": 2.0}, COLOUR,
              classes=6, out=3.0),
        _case(seed, 3, "6 images, float64, a network with logits of some hundreds and T = 50", 6, {"T": 50},
              out=300.0, double=True),
        _case(seed, 4, "a network in training mode, without dropout, and T = 5", 7, {"T": 5.0}, out=8.0,
              training=True),
    ]


def amplitude_judge(case, seen):
    net, x, T = case.arguments["net"].build(), case.arguments["x"], case.arguments["T"]
    z, jacobian = _logits_and_jacobian(net, x)
    found = _of_softmax(z, jacobian, T)
    sizes = found.abs()
    right = sizes.mean((1, 2))
    rows = torch.arange(len(z))
    best = z.argmax(1)
    at_one, logs = _of_softmax(z, jacobian, 1).abs(), _of_log(z, jacobian, T).abs()
    mistakes = [Mistake(likely, value) for likely, value in (
        ("T is not in it: differentiate softmax(logits / T).", at_one.mean((1, 2))),
        ("The factor 1/T is missing. Let autograd differentiate softmax(logits / T) as a whole.", T * right),
        ("T multiplies the logits. Divide them.", _of_softmax(z * T * T, jacobian * T * T, T).abs().mean((1, 2))),
        ("Those are the derivatives of the logits. Differentiate the softmax.", jacobian.abs().mean((1, 2))),
        ("Those are the derivatives of the logits divided by T. Differentiate the softmax.",
         jacobian.abs().mean((1, 2)) / T),
        ("Those are the derivatives of log F. Differentiate F, the softmax itself.", logs.mean((1, 2))),
        ("That is the sum over classes and features. Take the mean.", sizes.sum((1, 2))),
        ("That is the mean over the features, but the sum over the classes. Take the mean over both.",
         sizes.mean(2).sum(1)),
        ("That is the mean over the classes, but the sum over the features. Take the mean over both.",
         sizes.mean(1).sum(1)),
        ("That is the largest. Take the mean.", sizes.amax((1, 2))),
        ("The absolute value comes after the mean over the features. Take |…| of each derivative first.",
         found.mean(2).abs().mean(1)),
        ("The derivatives of all classes add up to 0, since probabilities add up to 1. Take one class at a time, and "
         "|…| of its derivatives, before anything is added.", torch.zeros_like(right)),
        ("That is the largest of each class. Take the mean.", sizes.amax(2).mean(1)),
        ("That is the length of the gradient of each class. Take the mean of |…|.", found.norm(dim=2).mean(1)),
        ("The number of classes is taken to be 10. Ask the network's answer: F.shape[1].",
         right * z.shape[1] / 10),
        ("The factor 1/T is in it twice. Autograd brings it along.", right / T),
        ("Only the class with the largest probability counts. Take the mean over all classes.",
         sizes[rows, best].mean(1)),
        ("Only class 0 counts. Take the mean over all classes.", sizes[:, 0].mean(1)),
        ("Only the last class counts. Take the mean over all classes.", sizes[:, -1].mean(1)),
        ("That is the derivative of the largest probability, divided by the number of classes. Add up all classes.",
         sizes[rows, best].mean(1) / z.shape[1]),
        ("Those are squares. Take absolute values.", found.square().mean((1, 2))),
        ("That is the root of the mean square. Take the mean of the absolute values.",
         found.square().mean((1, 2)).sqrt()),
        ("That is the length of the gradient. Take the mean of the absolute values.", found.flatten(1).norm(dim=1)),
        ("That is the median. Take the mean.", sizes.flatten(1).median(1).values),
        ("All images have the same amplitude, the mean. Each has its own.", right.mean().expand_as(right)),
        ("That is divided by the number of images. Each image has an amplitude of its own.", right / len(z)),
        ("Only the first image has an amplitude.", right * (rows == 0)),
    )]

    def shape():
        got = as_tensor(seen.value)
        likely = {(): "That is one number for all images. Each has an amplitude of its own.",
                  tuple(z.shape): "One number for each class. Take the mean over the classes, too.",
                  tuple(x.shape): "One number for each value of the images. Take the mean over the values, too."}
        if got is None or got.shape == right.shape or tuple(got.shape) not in likely:
            return None
        return Problem("the shape of the result", str((len(z),)), str(tuple(got.shape)), likely[tuple(got.shape)])

    double = x.dtype == torch.float64
    return first(
        shape,
        lambda: close(seen.value, right, "the mean of |∂F_j/∂x_i| over the classes j and the values i of each image",
                      rtol=1e-5 if double else 5e-3, atol=1e-14 if double else 2e-7, mistakes=mistakes),
        lambda: untouched(seen, detached=True),
    )


# ---- target_gradient -------------------------------------------------------------------------------------------------


def gradient_cases(seed):
    def case(number, what, count, T, log, shape=(1, 6, 6), least=False, **options):
        found = _case(seed, number, what, count, {}, shape, **options)
        net, x = found.arguments["net"].build(), found.arguments["x"]
        with torch.no_grad():
            z = net.eval()(x)
        classes = z.shape[1]
        target = z.argmin(1) if least else (torch.arange(count) + seed) % classes
        return Case(what, {**found.arguments, "target": target, "T": T, "log": log})

    return [
        case(0, "5 images, T = 1 and log=False", 5, 1.0, False, out=2.0),
        case(1, "a single colour image, 4 pixels high and 7 wide, T = 10 and log=False", 1, 10, False, COLOUR, out=12.0,
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
    rows = torch.arange(len(z))
    soft, logs = (kind(z, jacobian, T) for kind in (_of_softmax, _of_log))
    at_one = (_of_log if log else _of_softmax)(z, jacobian, 1)
    of_all = logs if log else soft
    right = of_all[rows, target].view(x.shape)
    other = soft if log else logs

    def of(values):
        return values[rows, target].view(x.shape)

    swapped = ("That is the gradient of F itself. With log=True differentiate log F." if log else
               "That is the gradient of log F. With log=False differentiate F itself.")
    mistakes = [Mistake(likely, value) for likely, value in (
        (swapped, of(other)),
        ("T is not in it: divide the logits by T first.", of(at_one)),
        ("The factor 1/T is missing. Let autograd differentiate the softmax of logits / T as a whole.", T * right),
        ("T multiplies the logits. Divide them.",
         of((_of_log if log else _of_softmax)(z * T * T, jacobian * T * T, T))),
        ("Those are the derivatives of the logit. Differentiate the softmax.", of(jacobian)),
        ("Those are the derivatives of the logit over T. Differentiate the softmax.", of(jacobian) / T),
        ("The sign is turned round: a step along the gradient should raise the target.", -right),
        ("That is the gradient of the class that the network answers. Take that of the target.",
         of_all[rows, z.argmax(1)].view(x.shape)),
        ("All images have the target of the first. Each has its own.", of_all[:, target[0]].view(x.shape)),
        ("The classes were added up. Take the target alone.", of_all.sum(1).view(x.shape)),
        ("That is divided by the number of images: add them up, do not average.", right / len(z)),
        ("That is only the sign. Return the gradient itself.", right.sign()),
        ("That is the size without the sign. Return the gradient itself.", right.abs()),
        ("All images have the same gradient. Each has one of its own.", right.sum(0, keepdim=True).expand_as(right)),
        ("Only the first image has a gradient.", right * (rows == 0).view(-1, 1, 1, 1)),
    ) if value.shape == right.shape]

    def value():
        got = as_tensor(seen.value)
        lost = got is not None and got.shape == right.shape and log and (z / T).float().softmax(1).amin() == 0
        bad = lost and (~torch.isfinite(got)).flatten(1).any(1)
        if lost and (bad.any() or (got == 0).flatten(1).all(1).any()):
            return Problem("the gradient of log F, also where F is 0 in float32", "a gradient that is not 0",
                           "nan" if bad.any() else "0 everywhere for some images",
                           "The softmax came first, and what it rounds to 0 no logarithm brings back. "
                           "torch.log_softmax does both in one step.", "hint 2")
        what = f"the gradient of {'log F' if log else 'F'} of the target, F = softmax(logits / T)"
        return close(seen.value, right, what, rtol=5e-3, atol=2e-4 * right.abs().max().item(), mistakes=mistakes)

    def one_tensor():
        if seen.value.kind in ("tuple", "list") and len(seen.value.data) == 1 != len(x):
            return Problem("the result is a tensor", f"shape {tuple(x.shape)}", "a tuple of one tensor",
                           "torch.autograd.grad returns a tuple: take its first, [0].")
        return None

    return first(one_tensor, value, lambda: untouched(seen, detached=True))

"""For the checks of chapter 06: Jacobian-based augmentation of a substitute's images, right and wrong."""

import torch

from robustlib.checks.attack_cases import chosen, random_images
from robustlib.checks.judging import Mistake, as_tensor, close, describe, first, items, untouched
from robustlib.checks.references import Ref
from robustlib.checks.specification import Case, Problem

STEADY = 1e-4  # next to an image's largest derivative: below it, rounding may turn a sign


def substitute_cases(seed):
    def case(number, what, count, lambda_, shape=(1, 6, 6), classes=4, **options):
        def make(s):
            net = Ref("image_network", s, tuple({"shape": shape, "classes": classes, "gain": 2.0, **options}.items()))
            oracle = Ref("label_oracle", s + 1, (("shape", shape), ("classes", classes), ("gain", 5.0)))
            x = random_images(s, count, shape)
            return Case(what, {"substitute": net, "oracle": oracle, "x": x, "labels": oracle.build()(x),
                               "lambda_": lambda_})

        return chosen(seed + 10 * number, make, _tells if count > 1 else _steady)

    return [
        case(0, "8 images and λ = 0.25", 8, 0.25),
        case(1, "a single image and λ = 0.1", 1, 0.1),
        case(2, "6 colour images, 4 pixels high and 7 wide, 5 classes and λ = 0.3", 6, 0.3, (3, 4, 7), 5),
        case(3, "7 images, a substitute in training mode whose parameters hold gradients, and λ = 0.4", 7, 0.4,
             training=True, gradients=True),
    ]


def _arguments(case):
    net, oracle, x, labels, lambda_ = case.arguments.values()
    return net.build(), oracle.build(), x, labels, lambda_


def _gradient(net, x, labels, outputs=lambda z: z.log_softmax(1)):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(outputs(net(leaf)).gather(1, labels[:, None]).sum(), leaf)[0]


def _step(x, gradient, lambda_):
    return (x + lambda_ * gradient.sign()).clamp(0, 1)


def _steady(case):
    net, _, x, labels, _ = _arguments(case)
    gradient = _gradient(net, x, labels)
    return (gradient.abs() > STEADY * gradient.abs().amax((1, 2, 3), keepdim=True)).all()


def _tells(case):
    """The oracle calls some new images by another label, the substitute disagrees with it, and no sign is near zero."""
    net, oracle, x, labels, lambda_ = _arguments(case)
    new = _step(x, _gradient(net, x, labels), lambda_)
    own = net(x).argmax(1)
    logits = _gradient(net, x, labels, lambda z: z)
    return (_steady(case) and (oracle(new) != labels).sum() >= 2 and (own != labels).sum() >= 2
            and (oracle(new) != net(new).argmax(1)).sum() >= 2
            and ((_step(x, logits, lambda_) - new).abs() > 0.01).double().mean() > 0.04)


def substitute_judge(case, seen):
    net, oracle, x, labels, lambda_ = _arguments(case)
    gradient = _gradient(net, x, labels)
    new = _step(x, gradient, lambda_)
    return first(
        items(seen.value, 2),
        lambda: _images(seen.value.data[0], net, oracle, x, labels, lambda_, gradient, new),
        lambda: _labels(seen.value.data[1], net, labels, new, oracle),
        untouched(seen, detached=True),
    )


def _images(value, net, oracle, x, labels, lambda_, gradient, new):
    own = net(x).argmax(1)
    every = torch.arange(len(x))
    scaled = "The step is λ times the gradient itself. Take its sign."
    likely = (
        ("The step goes away from the oracle's label: the sign is turned round. Where you use a loss, take it off.",
         _step(x, -gradient, lambda_)),
        ("The gradient is that of the substitute's own label. Take the label that came with each image, the oracle's.",
         _step(x, _gradient(net, x, own), lambda_)),
        ("The step leads away from the substitute's own label. It leads towards the oracle's, which came with x.",
         _step(x, -_gradient(net, x, own), lambda_)),
        ("The gradient is that of a logit. F are the probabilities: softmax first, or log_softmax.",
         _step(x, _gradient(net, x, labels, lambda z: z), lambda_)),
        ("The new images are not clipped to [0, 1].", x + lambda_ * gradient.sign()),
        (scaled, (x + lambda_ * gradient).clamp(0, 1)),
        (scaled, (x + lambda_ * _gradient(net, x, labels, lambda z: z.softmax(1))).clamp(0, 1)),
        ("The step is λ · sign alone. Add it to x.", (lambda_ * gradient.sign()).clamp(0, 1)),
        ("The step is half of λ.", _step(x, gradient, lambda_ / 2)),
        ("The step is 0.1, whatever λ is.", _step(x, gradient, 0.1)),
        ("The new images are the old ones.", x),
        ("Only the first image got a step.", torch.where((every == 0).view(-1, 1, 1, 1), new, x)),
        ("The derivatives of all images were added up. Each image follows its own.",
         _step(x, gradient.sum(0, keepdim=True), lambda_)),
    )
    mistakes = [Mistake(why, torch.cat([x, wrong])) for why, wrong in likely]
    mistakes.append(Mistake("The new images stand first. The old ones come first, then the new.", torch.cat([new, x])))
    mistakes.append(Mistake("Old and new images stand by turns. First all old ones, then all new.",
                            torch.stack([x, new], 1).flatten(0, 1)))
    got = as_tensor(value)
    if got is not None and got.shape == x.shape:
        return Problem("the images so far and the new ones", f"{2 * len(x)} images", f"{len(x)} images",
                       "Put the old and the new images together: torch.cat([x, new]).")
    return close(value, torch.cat([x, new]), "the old images, then x + λ · sign(∂F/∂x) in [0, 1]", mistakes=mistakes,
                 atol=1e-4)


def _labels(value, net, labels, new, oracle):
    got = as_tensor(value)
    right = torch.cat([labels, oracle(new)])
    what = "the oracle's labels of the old and of the new images"
    if got is None or got.shape != right.shape:
        short = got is not None and got.shape == labels.shape
        return Problem(what, f"{len(right)} labels", "only half of them" if short else describe(value),
                       "Put the old and the new labels together: torch.cat." if short else
                       "One label, a class index, for each image.")
    if torch.equal(got.double(), right.double()):
        return None
    likely = "Ask oracle(new), and let the labels stand in the order of the images."
    for wrong, why in ((torch.cat([labels, labels]), "The new images got the labels of the old ones. A step may change "
                        "the label, and that is what the oracle is asked for: oracle(new)."),
                       (torch.cat([labels, net(new).argmax(1)]), "The substitute labelled the new images. It is to "
                        "learn from the oracle: oracle(new)."),
                       (net(torch.cat([new, new])).argmax(1), "The substitute labelled the images. Ask the oracle."),
                       (torch.cat([oracle(new), labels]), "The new labels stand first. The images are in another "
                        "order.")):
        if torch.equal(got.double(), wrong.double()):
            likely = why
    wrong = int((got.double() != right.double()).sum())
    return Problem(what, "the oracle's answers", f"{wrong} of {len(right)} labels are others", likely)

"""Chapter 03: the Jacobian, saliency maps, the pair search, JSMA, the source–target matrix."""

import torch

from robustlib.checks.attack_cases import COLOUR, GREY, arguments_of, random_images
from robustlib.checks.judging import Mistake, as_tensor, close, first, untouched
from robustlib.checks.pair_judging import best_pair_judge, fast_pair_judge
from robustlib.checks.pair_search import best_pair_cases, fast_pair_cases
from robustlib.checks.references import Ref
from robustlib.checks.saliency import jsma_cases, jsma_judge
from robustlib.checks.source_target import matrix_cases, matrix_judge
from robustlib.checks.specification import Case, Exercise, Problem

# ---- jacobian --------------------------------------------------------------------------------------------------------


def _jacobian_cases(seed):
    def case(number, what, count, size=GREY, **options):
        net = Ref("image_network", seed + 10 * number, tuple({"shape": size, "gain": 2.0, **options}.items()))
        return Case(what, {"net": net, "x": random_images(seed + 10 * number, count, size)})

    return [
        case(0, "5 images and 4 classes", 5),
        case(1, "a single image and 7 classes", 1, classes=7),
        case(2, "3 colour images, 4 pixels high and 7 wide, and 3 classes", 3, COLOUR, classes=3),
        case(3, "2 images, 10 classes, a network in training mode whose parameters hold gradients", 2, classes=10,
             training=True, gradients=True),
    ]


def _derivatives(net, x, change=lambda logits: logits):
    leaf = x.clone().requires_grad_()
    outputs = change(net(leaf))
    return torch.stack([torch.autograd.grad(column.sum(), leaf, retain_graph=True)[0] for column in outputs.T], 1)


def _jacobian_judge(case, seen):
    net, x = arguments_of(case)
    right = _derivatives(net, x)
    with torch.no_grad():
        answer = net(x).argmax(1)
    own = right[torch.arange(len(x)), answer]
    mistakes = [Mistake(likely, value) for likely, value in (
        ("The derivatives are of the probabilities: pass the logits on without a softmax.",
         _derivatives(net, x, lambda logits: logits.softmax(1))),
        ("The derivatives are of the log-probabilities: pass the logits on as they are.",
         _derivatives(net, x, lambda logits: logits.log_softmax(1))),
        ("The gradients of earlier classes are still in there: .grad adds up. Use torch.autograd.grad, or set .grad to "
         "None in between.", right.cumsum(1)),
        ("They are divided by the number of images: add the logits of the batch up, do not take their mean.",
         right / len(x)),
        ("The sign is turned round.", -right),
        ("The signs are lost. Keep them: the attack needs to know which way each logit goes.", right.abs()),
        ("The images were added up. Each has derivatives of its own.", right.sum(0, keepdim=True).expand_as(right)),
        ("Every class has the derivatives of the predicted one.", own[:, None].expand_as(right)),
        ("Every class has the derivatives of the sum of all logits. Take one logit at a time. If you collect .grad: "
         "it is one tensor that keeps adding up, so use torch.autograd.grad.",
         right.sum(1, keepdim=True).expand_as(right)),
        ("Only the first image has derivatives.", right * (torch.arange(len(x)) == 0).view(-1, 1, 1, 1, 1)),
        ("The classes are in the wrong order.", right.flip(1)),
        ("All derivatives are 0. Is the result filled in?", torch.zeros_like(right)),
    )]
    return first(
        _jacobian_shape(seen.value, right),
        close(seen.value, right, "the derivative of each logit by each feature, ∂Z_k/∂x", mistakes=mistakes, atol=1e-4),
        untouched(seen, detached=True),
    )


def _jacobian_shape(value, right):
    got = as_tensor(value)
    if got is None or got.shape == right.shape:
        return None  # close says it
    count, classes, *size = right.shape
    likely = {
        (classes, count, *size): "Images come first, then classes: torch.stack(…, 1).",
        (classes, *size): "The images of the batch were added up. Each has derivatives of its own.",
        (count, *size): "One gradient for each image: that of the loss, or of one logit. A Jacobian has one for each "
                        "class, too.",
        (1, *size): "One gradient: a Jacobian has one for each image and each class.",
        (count, classes, right[0, 0].numel()): "Keep the shape of the images: do not flatten them.",
        (count, classes, count, *size): "Every image's logits were differentiated by every image. Keep those where "
                                        "the two are the same.",
        (count, *size, classes): "The classes come second, before channels, height and width.",
    }.get(tuple(got.shape), "")
    return Problem("the shape of the result", f"{tuple(right.shape)}: images, classes, channels, height, width",
                   str(tuple(got.shape)), likely)


jacobian = Exercise("jacobian", _jacobian_cases, _jacobian_judge, "hint 1")


# ---- saliency_map ----------------------------------------------------------------------------------------------------


def _saliency_cases(seed):
    def case(number, what, count, classes, size=GREY, offset=0):
        generator = torch.Generator().manual_seed(seed + 10 * number)
        target = (torch.arange(count) + offset) % classes
        return Case(what, {"jacobian": torch.randn(count, classes, *size, generator=generator), "target": target})

    return [
        case(0, "6 images, 10 classes and the targets 0 to 5", 6, 10),
        case(1, "a single image, 4 classes and target 2", 1, 4, (1, 5, 8), offset=2),
        case(2, "5 colour images, 4 pixels high and 7 wide, 3 classes and every target", 5, 3, COLOUR, offset=1),
        case(3, "4 images, 10 classes and the targets 6 to 9", 4, 10, offset=6),
    ]


def _saliency_shape(value, jacobian):
    got, (count, classes, *size) = as_tensor(value), jacobian.shape
    if got is None or got.shape == (count, *size):
        return None  # close says it
    likely = {
        (count, count, *size): "jacobian[:, target] takes all targets for every image. Each has its own: "
                               "jacobian[torch.arange(len(target)), target].",
        (count, classes, *size): "One map for each image: pick the class `target` out of the second axis.",
        (*size,): "The images of the batch were added up. Each has a map of its own.",
    }.get(tuple(got.shape), "")
    return Problem("the shape of the map", f"{(count, *size)}: images, channels, height, width", str(tuple(got.shape)),
                   likely, look_at="hint 1")


def _saliency_judge(case, seen):
    jacobian, target = case.arguments.values()
    jacobian = jacobian.double()
    rows = torch.arange(len(target))
    own, every = jacobian[rows, target], jacobian.sum(1)
    others = every - own
    classes = jacobian.shape[1]
    masked = jacobian.clone()
    masked[rows, target] = -torch.inf
    not_it = (torch.arange(classes) != target[:, None]).view(*jacobian.shape[:2], 1, 1, 1)

    def product(own, others, fits=None):
        fits = (own >= 0) & (others <= 0) if fits is None else fits
        return torch.where(fits, own * others.abs(), 0.0)

    right = product(own, others)
    anything = torch.ones_like(own, dtype=torch.bool)
    both = "Both conditions count: 0 where the target's derivative is < 0, and 0 where the others' sum is > 0."
    either = "Values are 0 only where both conditions fail. One failure is enough: use | (or), not & (and)."
    darker = "That is the map for making pixels darker: the signs are the other way round."
    first_target = jacobian[:, target[0]]
    mistakes = [Mistake(likely, value) for likely, value in (
        ("The sum runs over all classes. Leave the target out of it.", product(own, every)),
        ("The target and the others have changed places.", product(others, own)),
        ("The target and the others have changed places.", torch.where((own <= 0) & (others >= 0), own.abs() * others,
                                                                       0.0)),
        ("No signs are asked for. " + both, product(own, others, anything)),
        ("No signs are asked for. " + both, -own * others),
        ("No signs are asked for, and all derivatives are made positive. " + both, (own * others).abs()),
        ("Where both signs are wrong the product is positive, too. " + both, (-own * others).clamp(min=0)),
        ("The others' sum may still be positive. " + both, product(own, others, own >= 0)),
        ("The target's derivative may still be negative. " + both, product(own, others, others <= 0)),
        ("The target's derivative may still be negative. " + both, product(own.abs(), others, others <= 0)),
        ("The map is negative. Take the absolute value of the others' sum.", -right),
        ("The absolute values were added up. Add the others' derivatives with their signs, then take |…|.",
         product(own, others) / others.abs().clamp(min=1e-12) * (jacobian.abs() * not_it).sum(1)),
        ("The others' derivatives are averaged. Take their sum.", right / (classes - 1)),
        ("The others' derivatives are averaged. Take their sum.", right / classes),
        ("The largest of the others' derivatives was taken. Take their sum.", product(own, masked.amax(1))),
        ("All images have one target, the same. Each has its own.", product(first_target, every - first_target)),
        ("That is only where the map is not 0. Multiply the two derivatives there.", (right > 0).double()),
        ("That is the target's derivative alone. Multiply it by |sum of the others|.",
         torch.where(right > 0, own, 0.0)),
        ("That is the sum of the others alone. Multiply it by the target's derivative.",
         torch.where(right > 0, others.abs(), 0.0)),
        ("The map is scaled. Leave the product as it is.", right / right.amax((1, 2, 3), keepdim=True)),
        ("The map is scaled. Leave the product as it is.", right / right.max()),
        (either, product(own, others, (own >= 0) | (others <= 0))),
        (darker, product(-own, -others)), (darker, -product(-own, -others)),
    )]
    return first(
        _saliency_shape(seen.value, case.arguments["jacobian"]),
        close(seen.value, right, "0 where ∂Z_t < 0 or the sum of the others > 0, else ∂Z_t · |sum of the others|",
              mistakes=mistakes, atol=1e-4),
        untouched(seen),
    )


saliency_map = Exercise("saliency_map", _saliency_cases, _saliency_judge, "the definition above the exercise")


# ---- best_pair, fast_pair, jsma, source_target_matrix ----------------------------------------------------------------

best_pair = Exercise("best_pair", best_pair_cases, best_pair_judge, "the four conditions above the exercise")
fast_pair = Exercise("fast_pair", fast_pair_cases, fast_pair_judge, "hint 2")

jsma = Exercise("jsma", jsma_cases, jsma_judge, "the loop in words above the exercise, and hint 2")

source_target_matrix = Exercise("source_target_matrix", matrix_cases, matrix_judge, "the example in the exercise")

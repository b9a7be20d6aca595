"""Chapter 05: soft labels, distillation, amplitudes of gradients, robustness, the gradient that does not vanish."""

from dataclasses import replace

import torch
from torch.nn import functional as F

from robustlib.checks.distilling import distill_cases, distill_judge
from robustlib.checks.judging import Mistake, as_tensor, close, describe, first, untouched
from robustlib.checks.references import Ref
from robustlib.checks.specification import Case, Exercise, Problem, Value
from robustlib.checks.temperature import TOO_LARGE, seeded
from robustlib.checks.vanishing import amplitude_cases, amplitude_judge, gradient_cases, gradient_judge

distill = Exercise("distill", distill_cases, distill_judge, "the four steps above the exercise")
gradient_amplitude = Exercise("gradient_amplitude", amplitude_cases, amplitude_judge, "hint 1")
target_gradient = Exercise("target_gradient", gradient_cases, gradient_judge, "hint 1")

ABOVE = "the paragraph above the exercise"


# ---- soft_labels -----------------------------------------------------------------------------------------------------


def _label_cases(seed):
    def case(number, what, count, T, shape=(1, 6, 6), **options):
        x = torch.rand((count, *shape), generator=seeded(seed, number))
        net = Ref("sure_network", seed + 10 * number + 1, (("shape", shape), *options.items()))
        return Case(what, {"net": net, "x": x, "T": T})

    return [
        case(0, "6 images and T = 2", 6, 2.0, out=3.0),
        case(1, "a single image and T = 20", 1, 20, out=30.0),
        case(2, "4 colour images, 5 pixels high and 7 wide, of 7 classes, and T = 0.5", 4, 0.5, (3, 5, 7), classes=7,
             out=1.5),
        case(3, "a network with dropout, in training mode, and T = 2", 8, 2.0, out=5.0, dropout=0.5, training=True),
        case(4, "a network with logits of some hundreds, in training mode, and T = 1", 5, 1.0, classes=10, out=1000.0,
             training=True),
        case(5, "600 images of 2 × 2 pixels and T = 3", 600, 3.0, (1, 2, 2), classes=5, out=5.0),
    ]


def _label_judge(case, seen):
    net, x, T = case.arguments["net"].build().eval(), case.arguments["x"], case.arguments["T"]
    with torch.no_grad():
        z = net(x).double()
    right = (z / T).softmax(1)
    dropout = dict(case.arguments["net"].options).get("dropout", 0)

    def values():
        problem = close(seen.value, right, "softmax(logits / T), a row for each image", rtol=2e-3, atol=1e-5,
                        mistakes=[] if as_tensor(seen.value) is None else _label_mistakes(z, T, right))
        got = as_tensor(seen.value)
        alike = got is not None and got.shape == z.shape
        if problem is not None and alike and not torch.isfinite(got).all():
            return replace(problem, likely=TOO_LARGE)
        if problem is not None and dropout and alike and not problem.likely:
            return replace(problem, likely="In training mode dropout blurs the answer. Call net.eval() first, and put "
                                           "the mode back.", look_at="hint 2")
        return problem

    return first(
        lambda: _label_parts(seen.value, right),
        values,
        _mode_put_back(seen),
        untouched(seen, detached=True),
    )


def _label_mistakes(z, T, right):
    usual, hard = z.softmax(1), F.one_hot(z.argmax(1), z.shape[1]).double()
    return [Mistake(likely, value) for likely, value in (
        ("T is not in it. Divide the logits by T before the softmax.", usual),
        ("T multiplies the logits. Divide them by T.", (z * T).softmax(1)),
        ("The probabilities at T = 1 went through a softmax at T. Divide the logits, before the only softmax.",
         (usual / T).softmax(1)),
        ("The probabilities at T = 1 went through a second softmax. One is enough, of logits / T.", usual.softmax(1)),
        ("The probabilities at T went through a second softmax. One is enough.", right.softmax(1)),
        ("The probabilities at T went through a second softmax at T. One is enough.", (right / T).softmax(1)),
        ("The probabilities were divided by T. Divide the logits, before the softmax.", usual / T),
        ("T is squared. Divide the logits by T once.", (z / T**2).softmax(1)),
        ("Those are hard labels: 1 for the class it answers, 0 elsewhere. Return the probabilities.", hard),
        ("Those are the logits. Put them through the softmax at T.", z),
        ("Those are the logits divided by T. Now the softmax.", z / T),
        ("Those are log-probabilities. Return the probabilities.", (z / T).log_softmax(1)),
        ("The softmax runs over the images. Take it over the classes, dimension 1.", (z / T).softmax(0)),
        ("All images have the label of the first.", right[:1].expand_as(right)),
        ("All images have the same label, the mean. Each has its own.", right.mean(0).expand_as(right)),
        ("Only the first image has a label.", right * (torch.arange(len(z)) == 0)[:, None]),
        ("Only the first 256 images have a label.", right * (torch.arange(len(z)) < 256)[:, None]),
    )]


def _label_parts(value, right):
    """What came back when x was cut into parts, and not all of them returned as one."""
    parts = [as_tensor(item) for item in value.data] if value.kind in ("list", "tuple") else []
    got, count = as_tensor(value), len(right)
    likely = ""
    if parts and all(part is not None and part.shape[1:] == right.shape[1:] and part.ndim == 2 for part in parts) \
            and sum(len(part) for part in parts) == count:
        likely = "Join the parts: torch.cat(parts)."
    elif got is None or got.shape == right.shape:
        return None  # close says it
    elif got.shape == (count,):
        likely = "One number for each image: are those classes? Return the whole row of probabilities."
    elif got.shape == right[0].shape:
        likely = "One row. Each image has a row of its own."
    elif got.shape[1:] == right.shape[1:] and len(got) < count:
        same = [torch.allclose(got.double(), part, 2e-3, 1e-5) for part in (right[:len(got)], right[-len(got):])]
        if same[0]:
            likely = "Only the first images have a label. Label all parts of x, and join them: torch.cat(parts)."
        elif same[1]:
            likely = "Only the last part came back. Collect all parts in a list, and join them: torch.cat(parts)."
    return Problem("the shape of the result", str(tuple(right.shape)), describe(value), likely, ABOVE)


def _mode_put_back(seen):
    if not seen.mode_changed:
        return None
    return Problem("the network leaves in the mode it came in", "the same mode afterwards", "another mode",
                   "Note the mode first, training = net.training, and end with net.train(training).", "hint 2")


soft_labels = Exercise("soft_labels", _label_cases, _label_judge, "the formula above the exercise")


# ---- robustness ------------------------------------------------------------------------------------------------------


def _robustness_cases(seed):
    def case(number, what, reached, cap, dtype=torch.float64):
        """reached: for each image, how many of its targets were; whatever failed gave up early, or at the cap."""
        generator = seeded(seed, number)
        count, targets = len(reached), max(9, *reached) if number != 3 else 3
        turn = torch.rand((count, targets), generator=generator).argsort(1)
        hits = turn < torch.tensor(reached)[:, None]
        steps = torch.rand((count, targets), generator=generator).argsort(1).double()
        changed = cap * (0.3 + 0.6 * (steps + 0.5 * torch.rand((count, targets), generator=generator)) / targets)
        early = (torch.arange(targets)[None] % 2 == 0) | (number == 1)  # nowhere the cap: only the argument tells it
        stopped = cap * torch.tensor([0.1, 0.85], dtype=torch.float64)[torch.arange(count) % 2][:, None]
        failed = torch.where(early, stopped, torch.tensor(cap).double())
        return Case(what, {"changed": torch.where(hits, changed, failed).to(dtype), "reached": hits, "cap": cap})

    return [
        case(0, "5 images with 9 targets each", [4, 7, 5, 9, 3], 0.145),
        case(1, "4 images, one of which never went wrong", [3, 0, 8, 5], 0.3, torch.float32),
        case(2, "a single image, whose attacks all succeeded", [9], 0.145),
        case(3, "6 images with 3 targets each", [1, 2, 0, 2, 1, 3], 0.5),
        case(4, "3 images that were never fooled", [0, 0, 0], 0.2),
    ]


def _robustness_judge(case, seen):
    changed, reached, cap = case.arguments["changed"].double(), case.arguments["reached"], case.arguments["cap"]
    right = torch.where(reached, changed, cap).amin(1).mean()
    mistakes = [Mistake(likely, value.double(), look_at) for likely, value, look_at in (
        *_failures(changed, reached, cap), *_other_smallest(changed, reached, cap, right)) if torch.isfinite(value)]

    def one():
        got = as_tensor(seen.value)
        if got is None or got.numel() == 1:
            return None
        likely = {(len(changed),): "One number for each image. Take their mean.",
                  (changed.shape[1],): "One number for each target. Take the smallest over the targets, dimension 1, "
                                       "then the mean over the images."}.get(tuple(got.shape), "")
        return Problem("the robustness is one number", "a number", f"shape {tuple(got.shape)}", likely, "hint 2")

    def value():
        got = as_tensor(seen.value)
        number = seen.value if got is None else Value("tensor", got.reshape(()), type_name=seen.value.type_name)
        problem = close(number, right, "the mean over the images of the smallest share that fooled them", rtol=1e-4,
                        atol=1e-6, mistakes=mistakes)
        if problem is not None and got is not None and not torch.isfinite(got).all():
            return replace(problem, likely="An image that no attack fooled has no smallest share. It counts with the "
                                           "cap.", look_at="hint 1")
        return problem

    return first(one, value, untouched(seen))


def _failures(changed, reached, cap):
    """What failed attacks, and images that none fooled, may be taken for."""
    smallest, some = torch.where(reached, changed, cap).amin(1), reached.any(1)
    only = "Images that no attack fooled were left out. Such an image counts, with the cap."
    own = "A number stands where the argument `cap` belongs."
    nothing = torch.zeros((), dtype=torch.float64)
    return [(likely, value, "hint 1") for likely, value in (
        ("Failed attacks count as if they had succeeded: look at `reached`.", changed.amin(1).mean()),
        ("Failed attacks count as if they had succeeded, and it is the mean over the targets.", changed.mean()),
        (only, smallest[some].mean() if some.any() else nothing),
        (only.replace("left out", "counted as 0"), (smallest * some).mean()),
        (only.replace("left out", "counted as 1, all features"), torch.where(some, smallest, 1.0).mean()),
        ("Failed attacks count as 0. They have no share; the cap stands for an image that none fooled.",
         (changed * reached).amin(1).mean()),
        ("A single failed attack makes its image count with the cap. One success is enough to count with its share.",
         torch.where(reached.all(1), smallest, cap).mean()),
        ("True and False are turned round: attacks that *failed* were counted.",
         torch.where(reached, cap, changed).amin(1).mean()),
        ("Use the argument cap, not CAP, which is the notebook's 1/7.",
         torch.where(reached, changed, 1 / 7).amin(1).mean()),
        (own, torch.where(reached, changed, 0.145).amin(1).mean()),
        (own, torch.where(reached, changed, 0.143).amin(1).mean()),
        ("An image that no attack fooled counts with the largest share of all. It counts with the cap.",
         torch.where(some, smallest, changed.max()).mean()),
    )]


def _other_smallest(changed, reached, cap, right):
    capped = torch.where(reached, changed, cap)
    found = changed[reached].mean() if reached.any() else torch.zeros((), dtype=torch.float64)
    return [(likely, value, "hint 2") for likely, value in (
        ("That is the mean over the targets. Take the smallest of each image: its easiest target.", capped.mean()),
        ("That is the mean over the successful attacks. Take the smallest of each image, then the mean over the "
         "images.", found),
        ("That is the largest of each image. Take the smallest: the easiest target.", capped.amax(1).mean()),
        ("That is the smallest of all images. Take the mean over the images.", capped.min()),
        ("That is the sum over the images. Take the mean.", right * len(changed)),
        ("That is divided by the number of targets. Take the mean over the images.",
         right * len(changed) / changed.shape[1]),
        ("That is the median over the images. Take the mean.", capped.amin(1).median()),
        ("That is the median over the targets. Take the smallest: the easiest target.",
         capped.median(1).values.mean()),
        ("The smallest was taken over the images. Take it over the targets, dimension 1.", capped.amin(0).mean()),
        ("That is the number of the image's easiest target. Take its share, .amin(1) rather than .argmin(1).",
         capped.argmin(1).double().mean()),
        ("That is the share of targets that were reached. Robustness asks how much it took.", reached.double().mean()),
        ("That is in per cent. Return a share, between 0 and 1.", 100 * right),
        ("That is divided by the cap. Leave it a share of all features.", right / cap),
        ("That is 1 minus it.", 1 - right), ("That is always the cap.", torch.tensor(cap)),
    )]


robustness = Exercise("robustness", _robustness_cases, _robustness_judge, ABOVE)

"""For the checks of chapter 04: the cross-entropy with soft labels, right and wrong."""

import torch
from torch.nn import functional as F

from robustlib.checks.judging import Mistake, as_tensor, close, describe, first, untouched
from robustlib.checks.references import Ref, register
from robustlib.checks.specification import Case, Problem, Value
from robustlib.checks.temperature import TOO_LARGE, exact, judged, seeded, temperature_cases


@register
def recording_logits(generator, count=4, classes=5):
    """Logits that record gradients. The runner differentiates by what parameters() names, as of a network."""
    logits = (2 * torch.randn((count, classes), generator=generator)).requires_grad_()
    logits.parameters = lambda: [logits]
    return logits


def loss_cases(seed):
    labels = torch.randn((4, 5), generator=seeded(seed, 8)).softmax(1)
    recording = {"logits": Ref("recording_logits", seed + 90), "targets": labels, "T": 3.0}
    return [*temperature_cases(seed, targets=True),
            Case("4 images, 5 classes, T = 3, and logits that record gradients", recording, gradients_of="logits")]


def loss_judge(case, seen):
    logits, q, T = case.arguments["logits"], case.arguments["targets"].double(), case.arguments["T"]
    logits = logits.build().detach() if isinstance(logits, Ref) else logits
    z = logits.double()
    log_p = (z / T).log_softmax(1)
    each = -(q * log_p).sum(1)
    low = (logits / T).softmax(1)  # in the student's dtype, where small ones are 0
    mistakes = [*_scaled(z, T, q, each), *_other_losses(z, T, q), *_log_of(low, q)]

    def nan(got):
        if not torch.isfinite((logits / T).exp().sum(1).log()).all() and torch.isfinite(low.log()).all():
            return TOO_LARGE, "hint 1"
        return ("A probability too small for the computer is 0, and log 0 is −inf (0 · −inf is nan). Take the log on "
                "paper first: log p = z/T − logsumexp(z/T).", "hint 1")

    return first(
        lambda: _one_number(seen.value, len(z), z.shape[1]),
        lambda: judged(_single(seen.value), each.mean(), "the mean over the images of −Σ_i q_i·log p_i", mistakes,
                       exact(logits), nan),
        lambda: _differentiable(seen, log_p.exp(), q, T) if case.gradients_of else None,
        lambda: untouched(seen),
    )


def _scaled(z, T, q, each):
    """T, or the sums, where they do not belong."""
    right, wrong_sum = each.mean(), "Add over the classes, average over the images."
    again = (q.log() / T).softmax(1)
    return [
        ("T is not in it. Divide the logits by T.", F.cross_entropy(z, q)),
        ("T multiplies the logits. Divide them by T.", F.cross_entropy(z * T, q)),
        ("T is squared. Divide the logits by T once.", F.cross_entropy(z / T**2, q)),
        ("There is a factor T² in front. The loss has none.", right * T**2),
        ("There is a factor T in front. The loss has none.", right * T),
        ("There is a factor 1/T in front. T belongs to the logits only.", right / T),
        ("T divides the logarithm of the probabilities at T = 1. Divide the logits, before the softmax.",
         F.cross_entropy(z, q) / T),
        ("That is divided by the number of classes, too. " + wrong_sum, right / z.shape[1], "hint 2"),
        ("That is the sum over the images. Take their mean.", each.sum(), "hint 2"),
        *(("That is the loss of one image alone. Take the mean over all.", loss, "hint 2") for loss in each),
        ("The sign is turned round.", -right),
        ("T is applied to the targets, too. They are probabilities already.", F.cross_entropy(z / T, again)),
        ("The targets went through a softmax. They are probabilities already.", F.cross_entropy(z / T, q.softmax(1))),
        ("The targets went through a softmax. They are probabilities already.",
         F.cross_entropy(z / T, (q / T).softmax(1))),
        ("The log-softmax runs over the images. Take it over the classes, dimension 1.",
         -(q * (z / T).log_softmax(0)).sum(1).mean(), "hint 1"),
        ("That is base 2. Take the natural logarithm.", right / torch.log(torch.tensor(2.0, dtype=torch.float64))),
    ]


def _other_losses(z, T, q):
    log_p = (z / T).log_softmax(1)
    p, right, entropy = log_p.exp(), F.cross_entropy(z / T, q), -torch.xlogy(q, q).sum(1).mean()
    return [
        ("That is the KL divergence: the entropy of the targets was taken off. Leave it in.", right - entropy),
        ("That is the KL divergence, averaged over images and classes. Leave the entropy of the targets in, add over "
         "the classes, average over the images.", (right - entropy) / z.shape[1]),
        ("That is the KL divergence the other way round. The targets stand in front, the log is that of the network.",
         (p * (log_p - q.log())).sum(1).mean()),
        ("The targets and the network have changed places: the log is that of the network's probabilities.",
         -(p * q.log()).sum(1).mean()),
        ("That takes the largest target for the whole truth. The other classes of a soft label count, too.",
         F.cross_entropy(z / T, q.argmax(1))),
        ("The logits went through a softmax twice. Functions like F.cross_entropy take logits.",
         F.cross_entropy(p, q), "hint 1"),
        ("The probabilities at T = 1 went through a second softmax, at T. One is enough, of the logits / T.",
         F.cross_entropy(z.softmax(1) / T, q), "hint 1"),
        ("The log is missing: that is −Σ q·p.", -(q * p).sum(1).mean()),
        ("That is −Σ q·z/T. log p is z/T − logsumexp(z/T).", -(q * z / T).sum(1).mean(), "hint 1"),
        ("The other side of each class was added: −Σ (1 − q)·log(1 − p). Take −Σ q·log p alone.",
         F.binary_cross_entropy(p, q, reduction="none").sum(1).mean()),
        ("That is the entropy of the network's own probabilities. The targets play no part.",
         -torch.xlogy(p, p).sum(1).mean()),
        ("That is the squared difference. Take −Σ q·log p.", ((p - q) ** 2).sum(1).mean()),
        ("The network's own answer is taken for the truth. The targets say what the truth is.",
         F.cross_entropy(z / T, z.argmax(1))),
    ]


def _log_of(low, q):
    """The logarithm of a softmax that had to be kept from 0."""
    words = ("That is the log of the softmax with something added, or cut off, so that log 0 does not show. Take the "
             "log on paper first: z/T − logsumexp(z/T).")
    sizes = (1e-30, 1e-20, 1e-16, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, torch.finfo(low.dtype).eps,
             torch.finfo(low.dtype).tiny)
    kept = [care(tiny) for tiny in sizes for care in (lambda tiny: low + tiny, lambda tiny: low.clamp(min=tiny))]
    return [(words, -(q * each.double().log()).sum(1).mean(), "hint 1") for each in kept]


def _differentiable(seen, p, q, T):
    what = "the loss can be differentiated by the logits"
    if seen.recording:
        return Problem(what, "logits without a .grad of their own", f"{', '.join(seen.recording)} has one now",
                       "Leave backward() to whoever uses the loss. Return it as it is.")
    if not seen.gradients:
        likely = ("Leave out .detach(), .data, torch.no_grad() and NumPy: they cut the way back to the logits. Return "
                  "the tensor itself.")
        if seen.value.kind == "number":
            likely = "A plain number has forgotten the logits. Return the tensor, without .item() or float()."
        return Problem(what, "a tensor that knows how it came from the logits", _kind(seen.value), likely)
    right = (p - q) / (len(p) * T)
    mistakes = [Mistake(likely, value) for likely, value in (
        ("The number was made anew, for example by torch.tensor(…), and does not hang on the logits. Return what you "
         "computed.", torch.zeros_like(right)),
        ("The logarithm of the sum was cut off from the logits. Leave out its .detach().", -q / (len(p) * T)),
    )]
    got = seen.gradients[0]
    return close(Value("tensor", got, type_name="Tensor"), right, "its gradient by the logits, (p − q)/(N·T)",
                 rtol=1e-3, atol=1e-5, mistakes=mistakes)


def _kind(value):
    return "a tensor without gradients" if value.kind == "tensor" else describe(value)


def _single(value):
    got = as_tensor(value)
    return Value("tensor", got.reshape(()), value.dtype, value.device, type_name=value.type_name)


def _one_number(value, count, classes):
    got = as_tensor(value)
    if got is not None and got.numel() == 1:
        return None
    if got is None:
        return Problem("the loss is one number", "a tensor of shape ()", value.type_name,
                       "Does the function end with `return`?" if value.kind == "none" else "")
    likely = {(count,): "That is one loss for each image. Take their mean.",
              (classes,): "That is one loss for each class. Add over the classes, then take the mean over the images.",
              (count, classes): "Add over the classes, then take the mean over the images."}
    return Problem("the loss is one number", "a tensor of shape ()", str(tuple(got.shape)),
                   likely.get(tuple(got.shape), ""), "hint 2")

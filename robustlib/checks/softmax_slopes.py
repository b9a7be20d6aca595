"""For the checks of chapter 04: the Jacobian of the softmax at temperature T, right and wrong."""

import torch

from robustlib.checks.judging import as_tensor, first, untouched
from robustlib.checks.specification import Problem
from robustlib.checks.temperature import exact, judged, overflow


def jacobian_judge(case, seen):
    logits, T = case.arguments.values()
    right = _derivative((logits.double() / T).softmax(1)) / T
    mistakes = [*_factors(logits.double(), T), *_parts(logits.double(), T)]
    return first(
        _jacobian_shape(seen.value, right),
        judged(seen.value, right, "∂p_i/∂z_j, in row i and column j", mistakes, exact(logits),
               overflow(logits, T, " of exercise 1")),
        untouched(seen),
    )


def _derivative(p):
    return torch.diag_embed(p) - p[:, :, None] * p[:, None, :]


def _factors(z, T):
    """T in the wrong place, and images that share a matrix."""
    usual, right = z.softmax(1), _derivative((z / T).softmax(1)) / T
    return [
        ("The factor 1/T is missing. z/T moves only by 1/T when z moves by 1.", right * T),
        ("The factor is T, not 1/T.", right * T * T), ("The factor is 1/T², not 1/T.", right / T),
        ("Everything is at T = 1. Use the probabilities at T, and the factor 1/T.", _derivative(usual)),
        ("The probabilities are those at T = 1. Use those at T.", _derivative(usual) / T),
        ("The probabilities are those with T multiplied. Use those at T.", _derivative((z * T).softmax(1)) / T),
        ("The probabilities are those with T multiplied, and so is the result. Divide by T, both times.",
         _derivative((z * T).softmax(1)) * T),
        ("The images were added up. Each has a matrix of its own.", right.sum(0, keepdim=True).expand_as(right)),
        ("The images were averaged. Each has a matrix of its own.", right.mean(0, keepdim=True).expand_as(right)),
        ("All images have the matrix of the first.", right[:1].expand_as(right)),
        ("Only the first image has a matrix.", right * (torch.arange(len(z)) == 0).view(-1, 1, 1)),
        ("All derivatives are 0. Is the result filled in?", torch.zeros_like(right)),
        ("That is divided by the number of images. Each has a matrix of its own.", right / len(z)),
    ]


def _parts(z, T):
    """diag(p) and the products, wrongly put together. Hint 1 tells of the products, hint 2 of the diagonal."""
    p = (z / T).softmax(1)
    outer, diagonal, right = p[:, :, None] * p[:, None, :], torch.diag_embed(p), _derivative(p) / T
    eye = torch.eye(z.shape[1], dtype=torch.float64)
    both = "1/T belongs to both, diag(p) and the products: set brackets round their difference."
    return [(likely, value, look_at) for look_at, likely, value in (
        ("hint 1", "The products p_i·p_j were added. They are subtracted: when one logit rises, the other "
                   "probabilities fall.", (diagonal + outer) / T),
        ("hint 1", "The sign is right on the diagonal only. Beside it stands −p_i·p_j.",
         torch.where(eye > 0, right, outer / T)),
        ("hint 1", "Only the diagonal is there. A logit moves the other probabilities, too: −p_i·p_j/T beside the "
                   "diagonal.", right * eye),
        ("hint 2", "The diagonal lacks p: it is p_i·(1 − p_i)/T.", -outer / T),
        ("hint 2", "The diagonal is empty. There it is p_i·(1 − p_i)/T.", right * (1 - eye)),
        ("", "The sign is turned round.", -right),
        ("hint 1", "That is diag(p) alone. Subtract the products p_i·p_j.", diagonal / T),
        ("hint 2", "A 1 stands on the diagonal before the products are taken off. Put p there: torch.diag_embed(p).",
         (eye - outer) / T),
        ("hint 2", "On the diagonal p_i·p_i was taken off twice: p_i·(1 − p_i) holds it already.",
         torch.where(eye > 0, right - outer / T, right)),
        ("hint 1", both, diagonal - outer / T), ("hint 1", both, diagonal / T - outer),
        ("hint 2", "On the diagonal stands p_i alone. There it is p_i·(1 − p_i)/T.",
         torch.where(eye > 0, diagonal / T, right)),
        ("hint 1", "In each row stands p_i·(1 − p_j). Beside the diagonal it is −p_i·p_j.",
         p[:, :, None] * (1 - p[:, None, :]) / T),
        *(("hint 2", "torch.diag(p) reads the diagonal of p, once for the batch. torch.diag_embed(p) puts each row on "
                     "a diagonal of its own.", (p.diag() - outer) / T) for _ in range(len(z) >= z.shape[1])),
        ("", "That is the derivative of log p. Take that of p.", (eye - p[:, None, :]) / T),
        ("", "That is the derivative of log p, transposed. Take that of p.", (eye - p[:, :, None]) / T),
    )]


def _jacobian_shape(value, right):
    got = as_tensor(value)
    if got is None or got.shape == right.shape:
        return None  # close says it
    count, classes = right.shape[:2]
    likely = {
        (classes, classes): "One matrix for all images. Each has its own.",
        (count, count): "p @ p.T multiplies images with images. For the products of one image: "
                        "p[:, :, None] * p[:, None, :].",
        (count, classes): "One number for each class: that is the diagonal, or one row. Every probability depends on "
                          "every logit.",
        (count, classes, count, classes): "Every image's probabilities were differentiated by every image's logits. "
                                          "Keep those where the two are the same.",
        (classes, count, classes): "Images come first: torch.stack(…, 1).",
        (classes, classes, count): "Images come first.",
    }.get(tuple(got.shape), "")
    return Problem("the shape of the result", f"{tuple(right.shape)}: images, probabilities i, logits j",
                   str(tuple(got.shape)), likely)

import torch


def worst_case_margin(w, b, x, y, eps):
    score = torch.einsum("nd,d->n", x.double(), w.double()) + b
    return y.double() * score - eps * torch.linalg.vector_norm(w.double(), ord=1)

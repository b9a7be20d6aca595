import torch


def worst_case_margin(w, b, x, y, eps):
    worst = x - eps * y.unsqueeze(1) * torch.sign(w)
    return y * (worst @ w + b)

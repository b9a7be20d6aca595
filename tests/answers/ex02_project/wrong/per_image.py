# All or nothing: an image outside the ball goes back to x whole.
import torch


def project(x_adv, x, eps):
    inside = (x_adv - x).abs().amax((1, 2, 3), keepdim=True) <= eps
    return torch.where(inside, x_adv, x).clamp(0, 1)

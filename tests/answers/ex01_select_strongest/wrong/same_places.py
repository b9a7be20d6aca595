# The places of the first image serve for all.
import torch


def select_strongest(x, gradient, k, step):
    places = gradient[0].abs().flatten().topk(k).indices
    mask = torch.zeros(x[0].numel())
    mask[places] = 1
    return (x + step * mask.view(x.shape[1:]) * gradient.sign()).clamp(0, 1)

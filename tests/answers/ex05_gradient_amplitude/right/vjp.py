import torch


def gradient_amplitude(net, x, T):
    F, pull = torch.func.vjp(lambda v: torch.softmax(net(v) / T, 1), x)
    classes = torch.eye(F.shape[1], dtype=F.dtype)
    sizes = [pull(e.expand_as(F).contiguous())[0].abs().flatten(1).mean(1) for e in classes]
    return (sum(sizes) / len(sizes)).detach()

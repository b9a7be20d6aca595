import torch
from torch.nn import functional as F


def ball(x_adv, x, eps):
    return torch.max(torch.min(x_adv, x + eps), x - eps).clamp(0, 1)


def pgd(net, x, y, eps, alpha, steps, generator=None):
    was_training = net.training
    net.eval()
    x_adv = ball(x + (torch.rand(x.size(), generator=generator) - 0.5) * 2 * eps, x, eps)
    for _ in range(steps):
        with torch.enable_grad():
            x_adv.requires_grad_(True)
            loss = F.cross_entropy(net(x_adv), y)
        gradient = torch.autograd.grad(loss, [x_adv])[0]
        x_adv = ball(x_adv.detach() + alpha * gradient.sign(), x, eps)
    net.train(was_training)
    return x_adv

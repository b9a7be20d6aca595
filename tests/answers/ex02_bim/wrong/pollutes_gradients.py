# loss.backward() leaves gradients in the network's own parameters.
from torch.nn import functional as F


def bim(net, x, y, eps, alpha, steps):
    x_adv = x.clone()
    for _ in range(steps):
        x_adv = x_adv.detach().requires_grad_()
        F.cross_entropy(net(x_adv), y).backward()
        x_adv = (x + (x_adv + alpha * x_adv.grad.sign() - x).clamp(-eps, eps)).clamp(0, 1)
    return x_adv.detach()

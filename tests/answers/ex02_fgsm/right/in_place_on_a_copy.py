import torch
from torch.nn import functional as F


def fgsm(net, x, y, eps):
    training = net.training
    net.eval()
    x_adv = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(x_adv), y), x_adv)[0]
    net.train(training)
    with torch.no_grad():
        x_adv += eps * gradient.sign()
        x_adv.clamp_(0, 1)
    return x_adv.detach()

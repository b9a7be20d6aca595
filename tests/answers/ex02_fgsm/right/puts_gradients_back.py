import torch


def fgsm(net, x, y, eps):
    before = [None if p.grad is None else p.grad.clone() for p in net.parameters()]
    leaf = x.clone().requires_grad_()
    torch.nn.CrossEntropyLoss()(net(leaf), y).backward()
    for parameter, gradient in zip(net.parameters(), before):
        parameter.grad = gradient
    return torch.clamp(x + eps * leaf.grad.sign(), min=0, max=1).detach()

# The substitute's own label instead of the oracle's.
import torch


def augment_substitute(substitute, oracle, x, labels, lambda_):
    leaf = x.clone().requires_grad_()
    log_p = torch.log_softmax(substitute(leaf), 1)
    wanted = log_p.amax(1)
    gradient = torch.autograd.grad(wanted.sum(), leaf)[0]
    new = (x + lambda_ * gradient.sign()).clamp(0, 1)
    return torch.cat([x, new]), torch.cat([labels, oracle(new)])

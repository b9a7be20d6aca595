import torch


def jacobian(net, x):
    """Each image once for every class, so that a single backward pass will do."""
    with torch.no_grad():
        classes = net(x).shape[1]
    many = x.repeat_interleave(classes, 0).requires_grad_(True)
    logits = net(many)
    own = logits[torch.arange(len(many)), torch.arange(classes).repeat(len(x))]
    return torch.autograd.grad(own.sum(), many)[0].reshape(len(x), classes, *x.shape[1:])

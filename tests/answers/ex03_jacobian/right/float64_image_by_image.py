import copy

import torch


def jacobian(net, x):
    twin = copy.deepcopy(net).double().eval()
    images = []
    for i in range(x.shape[0]):
        leaf = x[i:i + 1].double().requires_grad_()
        logits = twin(leaf)[0]
        images.append(torch.stack([torch.autograd.grad(z, leaf, retain_graph=True)[0][0] for z in logits]))
    return torch.stack(images)

import numpy as np
import torch


def jacobian(net, x):
    leaf = x.clone().requires_grad_()
    logits = net(leaf)
    classes = logits.shape[1]
    out = np.empty((x.shape[0], classes) + tuple(x.shape[1:]))
    for k in range(classes):
        out[:, k] = torch.autograd.grad(logits[:, k].sum(), leaf, retain_graph=k < classes - 1)[0].numpy()
    return out

import torch
from tqdm.auto import tqdm


def target_gradient(net, x, target, T, log):
    gradients = []
    for image, t in tqdm(list(zip(x, target))):
        leaf = image.clone()[None].requires_grad_()
        z = net(leaf)[0] / T
        value = z[t] - z.logsumexp(0)
        gradients.append(torch.autograd.grad(value if log else value.exp(), leaf)[0][0])
    return torch.stack(gradients)

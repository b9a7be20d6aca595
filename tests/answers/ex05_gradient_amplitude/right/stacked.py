import torch


def gradient_amplitude(net, x, T):
    with torch.enable_grad():
        leaf = x.detach().clone()
        leaf.requires_grad = True
        probabilities = (net(leaf) / T).softmax(dim=1)
        rows = [torch.autograd.grad(p.sum(), leaf, retain_graph=True)[0] for p in probabilities.unbind(1)]
    return torch.stack(rows).abs().mean(dim=(0, 2, 3, 4))

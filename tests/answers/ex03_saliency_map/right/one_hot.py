import torch


def saliency_map(jacobian, target):
    chosen = torch.nn.functional.one_hot(target, jacobian.shape[1]).double()
    own = torch.einsum("nk,nkchw->nchw", chosen, jacobian.double())
    others = torch.einsum("nk,nkchw->nchw", 1 - chosen, jacobian.double())
    keep = ~((own < 0) | (others > 0))
    return -own * others * keep

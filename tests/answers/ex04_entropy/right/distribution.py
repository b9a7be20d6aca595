import torch


def entropy(p):
    return torch.distributions.Categorical(probs=p).entropy()

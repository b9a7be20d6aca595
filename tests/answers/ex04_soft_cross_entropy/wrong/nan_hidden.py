# log of softmax, with what is infinite turned into numbers.
import torch


def soft_cross_entropy(logits, targets, T):
    return -(targets * torch.softmax(logits / T, 1).log()).nan_to_num().sum(1).mean()

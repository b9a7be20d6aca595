# KL divergence.
from torch.nn import functional as F


def soft_cross_entropy(logits, targets, T):
    return F.kl_div(F.log_softmax(logits / T, 1), targets, reduction="batchmean")

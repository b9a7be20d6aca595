# Only the largest logit counts.
from torch.nn import functional as F


def softmax_at(logits, T):
    return F.one_hot(logits.argmax(1), logits.shape[1]).to(logits.dtype)

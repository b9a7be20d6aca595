import torch


class Loss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, q, T):
        log_p = (z / T).log_softmax(1)
        ctx.save_for_backward(log_p.exp() - q)
        ctx.T = T
        return -(q * log_p).sum(1).mean()

    @staticmethod
    def backward(ctx, g):
        (d,) = ctx.saved_tensors
        return g * d / (len(d) * ctx.T), None, None


def soft_cross_entropy(logits, targets, T):
    return Loss.apply(logits, targets, T)

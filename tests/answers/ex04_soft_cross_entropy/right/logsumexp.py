

def soft_cross_entropy(logits, targets, T):
    z = logits / T
    log_p = z - z.logsumexp(1, keepdim=True)
    return (-targets * log_p).sum() / len(logits)

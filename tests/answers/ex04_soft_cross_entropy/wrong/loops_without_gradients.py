# Python numbers carry no gradient back to the logits.
import math


def soft_cross_entropy(logits, targets, T):
    total = 0.0
    for z, q in zip(logits.tolist(), targets.tolist()):
        z = [value / T for value in z]
        top = max(z)
        log_sum = top + math.log(sum(math.exp(value - top) for value in z))
        total += sum(share * (log_sum - value) for share, value in zip(q, z))
    return total / len(logits)

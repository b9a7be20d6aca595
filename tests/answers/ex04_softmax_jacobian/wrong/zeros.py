# All zeros.


def softmax_jacobian(logits, T):
    return logits.new_zeros(*logits.shape, logits.shape[1])



def softmax_at(logits, T):
    z = logits.clone()
    z -= z.amax(1, keepdim=True)
    z /= T
    z.exp_()
    z /= z.sum(1, keepdim=True)
    return z

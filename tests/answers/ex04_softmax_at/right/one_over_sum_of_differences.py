

def softmax_at(logits, T):
    differences = (logits[:, None, :] - logits[:, :, None]) / T
    return 1 / differences.exp().sum(2)  # 1 / inf is 0

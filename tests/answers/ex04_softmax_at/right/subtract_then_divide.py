

def softmax_at(logits, T):
    e = ((logits - logits.max(dim=1, keepdim=True).values) / T).exp()
    return e / e.sum(dim=1, keepdim=True)

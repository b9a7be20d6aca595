# A column, (N, 1), instead of (N,).
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1, keepdim=True)
    return predicted != y[:, None] if target is None else predicted == target[:, None]

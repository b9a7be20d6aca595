# Indices of the fooled images instead of a mask.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1)
    return (predicted != y).nonzero()[:, 0] if target is None else (predicted == target).nonzero()[:, 0]

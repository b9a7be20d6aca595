# The share of the images instead of a mask.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1)
    return (predicted != y).float().mean() if target is None else (predicted == target).float().mean()

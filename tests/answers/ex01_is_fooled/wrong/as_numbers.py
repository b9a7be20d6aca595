# Numbers 0 and 1, which do not work as a mask.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1)
    return (predicted != y).float() if target is None else (predicted == target).float()

# The sign of the logits is lost.
def is_fooled(logits, y, target=None):
    predicted = logits.abs().argmax(1)
    return predicted != y if target is None else predicted == target

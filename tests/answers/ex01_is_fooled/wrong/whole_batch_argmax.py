# One argmax for the whole batch.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax()
    return predicted != y if target is None else predicted == target

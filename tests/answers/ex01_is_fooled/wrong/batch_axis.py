# argmax goes down the batch instead of along the classes.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(0)
    return predicted != y if target is None else predicted == target

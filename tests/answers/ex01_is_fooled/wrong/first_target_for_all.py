# The first target serves for all images.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1)
    return predicted != y if target is None else predicted == target[0]

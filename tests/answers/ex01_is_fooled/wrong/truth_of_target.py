# `if target` asks for the truth of the tensor: a single class 0 counts as no target.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1)
    if target is not None and target.any():
        return predicted == target
    return predicted != y

# With a target, the answer must also differ from y.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1)
    return predicted != y if target is None else (predicted == target) & (predicted != y)

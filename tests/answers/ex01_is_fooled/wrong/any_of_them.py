# One answer for the whole batch.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1)
    return bool((predicted != y).any()) if target is None else bool((predicted == target).any())

# Only confident answers count.
def is_fooled(logits, y, target=None):
    chance, predicted = logits.softmax(1).max(1)
    return ((predicted != y) if target is None else (predicted == target)) & (chance > 0.5)

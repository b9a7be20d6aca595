# The target plays no part.
def is_fooled(logits, y, target=None):
    return logits.argmax(1) != y

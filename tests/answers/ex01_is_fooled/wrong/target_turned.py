# With a target, True where it is missed.
def is_fooled(logits, y, target=None):
    return logits.argmax(1) != (y if target is None else target)

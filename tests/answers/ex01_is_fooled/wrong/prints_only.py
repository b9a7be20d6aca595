# Prints the answer and forgets to return it.
def is_fooled(logits, y, target=None):
    print(logits.argmax(1) != y if target is None else logits.argmax(1) == target)

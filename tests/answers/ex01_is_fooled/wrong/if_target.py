# `if target:` asks for the truth of a whole tensor.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1)
    if target:
        return predicted == target
    return predicted != y

# The smallest logit is taken for the answer.
def is_fooled(logits, y, target=None):
    predicted = logits.argmin(1)
    return predicted != y if target is None else predicted == target

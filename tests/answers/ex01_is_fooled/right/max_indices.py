def is_fooled(logits, y, target=None):
    _, predicted = logits.max(dim=1)
    if target is None:
        return ~(predicted == y)
    return predicted.eq(target)

# Every image is compared with every label, (N, N).
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1, keepdim=True)
    return predicted != y if target is None else predicted == target

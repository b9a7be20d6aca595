import numpy as np


def is_fooled(logits, y, target=None):
    predicted = np.argmax(logits.detach().numpy(), axis=1)
    if target is not None:
        return predicted == target.numpy()
    return predicted != y.numpy()

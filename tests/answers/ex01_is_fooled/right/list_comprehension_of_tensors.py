import torch


def is_fooled(logits, y, target=None):
    return torch.stack([(row.argmax() != label) if target is None else (row.argmax() == target[i])
                        for i, (row, label) in enumerate(zip(logits, y))])

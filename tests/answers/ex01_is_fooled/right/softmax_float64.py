import torch


def is_fooled(logits, y, target=None):
    chances = torch.softmax(logits.double(), dim=-1)
    predicted = torch.argmax(chances, dim=-1)
    return torch.ne(predicted, y) if target is None else torch.eq(predicted, target)

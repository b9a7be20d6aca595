import torch


def softmax_jacobian(logits, T):
    columns = []
    for basis in torch.eye(logits.shape[1], dtype=logits.dtype):
        _, column = torch.func.jvp(lambda z: torch.softmax(z / T, 1), (logits,), (basis.expand_as(logits),))
        columns.append(column)
    return torch.stack(columns, dim=2)

import torch


def source_target_matrix(source, target, success, changed, classes):
    rows = torch.nn.functional.one_hot(source, classes).double().T
    columns = torch.nn.functional.one_hot(target, classes).double()
    tried, won = rows @ columns, (rows * success) @ columns
    total = (rows * success * changed) @ columns
    return torch.stack([won / tried, total / won])

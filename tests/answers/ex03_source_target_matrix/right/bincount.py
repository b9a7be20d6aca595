import torch


def source_target_matrix(source, target, success, changed, classes):
    cell, cells = source * classes + target, classes * classes
    tried = torch.bincount(cell, minlength=cells)
    won = torch.bincount(cell, success.double(), cells)
    total = torch.bincount(cell, (changed * success).double(), cells)
    return (won / tried).view(classes, -1), (total / won).view(classes, -1)

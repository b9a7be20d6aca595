import torch


def precision(true_positives, false_positives, prevalence):
    rates = torch.tensor([true_positives, false_positives])
    weights = torch.tensor([prevalence, 1 - prevalence])
    joint = rates * weights
    return joint[:1] / joint.sum()

import torch


def saliency_map(jacobian, target):
    rest = jacobian.clone()
    alpha = torch.empty_like(jacobian[:, 0])
    for i in range(len(jacobian)):
        alpha[i] = jacobian[i, target[i]]
        rest[i, target[i]] = 0
    beta = rest.sum(1)
    result = alpha * beta.abs()
    result[(alpha < 0).logical_or(beta > 0)] = 0
    return result

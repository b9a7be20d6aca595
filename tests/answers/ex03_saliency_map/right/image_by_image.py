import torch


def saliency_map(jacobian, target):
    maps = []
    for rows, t in zip(jacobian, target.tolist()):
        alpha = rows[t]
        beta = torch.zeros_like(alpha)
        for k in range(len(rows)):
            if k != t:
                beta += rows[k]
        saliency = alpha * beta.abs()
        saliency[alpha < 0] = 0
        saliency[beta > 0] = 0
        print("largest:", saliency.max().item())
        maps.append(saliency)
    return torch.stack(maps)

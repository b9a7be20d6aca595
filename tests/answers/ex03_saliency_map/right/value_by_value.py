import torch


def saliency_map(jacobian, target):
    n, k, c, h, w = jacobian.shape
    values = jacobian.flatten(2).tolist()
    out = []
    for image, t in zip(values, target.tolist()):
        row = []
        for place in range(c * h * w):
            others = sum(image[j][place] for j in range(k) if j != t)
            row.append(0.0 if image[t][place] < 0 or others > 0 else image[t][place] * abs(others))
        out.append(row)
    return torch.tensor(out).view(n, c, h, w)

import torch


def saliency_map(jacobian, target):

    def val(col, t):
        a = col[t]
        b = sum((v for j, v in enumerate(col) if j != t))
        return 0.0 if a < 0 or b > 0 else a * abs(b)

    N, K = jacobian.shape[:2]
    rows = jacobian.flatten(2).transpose(1, 2).tolist()
    return torch.tensor([[val(c, t) for c in r] for r, t in zip(rows, target.tolist())]).reshape(N, *jacobian.shape[2:])

import warnings

import torch


def auroc(adversarial, normal):
    warnings.warn("under the curve", stacklevel=2)
    thresholds = sorted(set(adversarial.tolist()) | set(normal.tolist()), reverse=True)
    fp, tp = [0.0], [0.0]
    for t in thresholds:
        fp.append((normal >= t).double().mean().item())
        tp.append((adversarial >= t).double().mean().item())
    return torch.trapezoid(torch.tensor(tp, dtype=torch.float64), torch.tensor(fp, dtype=torch.float64))

# The area of the steps, by the upper corner: ties count as wins.


def auroc(adversarial, normal):
    area, before = 0.0, 0.0
    for t in sorted(set(adversarial.tolist()) | set(normal.tolist()), reverse=True):
        share = (normal >= t).double().mean().item()
        area += (share - before) * (adversarial >= t).double().mean().item()
        before = share
    return area

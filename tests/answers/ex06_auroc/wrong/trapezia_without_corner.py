# The curve starts at the largest threshold, not at (0, 0), so ties at the top are lost.


def auroc(adversarial, normal):
    thresholds = sorted(set(adversarial.tolist()) | set(normal.tolist()), reverse=True)
    area = 0.0
    for high, low in zip(thresholds, thresholds[1:]):
        width = ((normal >= low).double().mean() - (normal >= high).double().mean()).item()
        area += width * ((adversarial >= low).double().mean() + (adversarial >= high).double().mean()).item() / 2
    return area

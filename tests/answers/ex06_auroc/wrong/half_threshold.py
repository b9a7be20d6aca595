# The share flagged at κ of one half.


def auroc(adversarial, normal):
    return ((adversarial >= 0.5).double().mean() / ((adversarial >= 0.5).double().mean()
            + (normal >= 0.5).double().mean() + 1e-12)).item()

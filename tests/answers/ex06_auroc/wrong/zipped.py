# zip pairs images one to one.


def auroc(adversarial, normal):
    points = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in zip(adversarial, normal)]
    return sum(points) / len(points)

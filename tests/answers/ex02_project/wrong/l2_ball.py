# Projects into a Euclidean ball.
def project(x_adv, x, eps):
    delta = x_adv - x
    length = delta.flatten(1).norm(dim=1).clamp(min=1e-12).view(-1, 1, 1, 1)
    return (x + delta * (eps / length).clamp(max=1)).clamp(0, 1)

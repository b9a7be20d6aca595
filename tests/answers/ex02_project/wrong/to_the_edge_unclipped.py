# Moves every value to the edge of the ball, and forgets [0, 1].
def project(x_adv, x, eps):
    return x + eps * (x_adv - x).sign()

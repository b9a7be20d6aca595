# Moves every value to the edge of the ball.
def project(x_adv, x, eps):
    return (x + eps * (x_adv - x).sign()).clamp(0, 1)

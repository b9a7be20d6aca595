def select_strongest(x, gradient, k, step):
    flat = gradient.flatten(1).double()
    ranks = (-flat.abs()).argsort(1).argsort(1)
    change = (ranks < k) * flat.sign() * step
    return (x.double() + change.reshape(x.shape)).clip(min=0, max=1)

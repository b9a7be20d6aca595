# Changes the caller's images.
def select_strongest(x, gradient, k, step):
    for image, slope in zip(x, gradient):
        places = slope.abs().flatten().topk(k).indices
        image.view(-1)[places] += step * slope.flatten()[places].sign()
    return x.clamp_(0, 1)

def select_strongest(x, gradient, k, step):
    result = x.clone()
    for image, slope in zip(result, gradient):
        flat, slopes = image.view(-1), slope.reshape(-1)
        for place in slopes.abs().argsort(descending=True)[:k]:
            flat[place] += step if slopes[place] > 0 else -step
    return result.clamp_(0, 1)

import numpy as np


def select_strongest(x, gradient, k, step):
    pixels = x.numpy().reshape(len(x), -1).copy()
    slopes = gradient.numpy().reshape(len(x), -1)
    places = np.argpartition(np.abs(slopes), -k, axis=1)[:, -k:]
    moved = np.take_along_axis(pixels, places, 1) + step * np.sign(np.take_along_axis(slopes, places, 1))
    np.put_along_axis(pixels, places, np.clip(moved, 0, 1), 1)
    return pixels.reshape(x.shape)

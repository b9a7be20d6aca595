import torch


def select_strongest(x, gradient, k, step):
    def one(image, slope):
        kept = set(slope.abs().flatten().topk(k).indices.tolist())
        mask = torch.tensor([i in kept for i in range(slope.numel())]).view(slope.shape)
        return torch.where(mask, (image + step * slope.sign()).clamp(0, 1), image)

    return [one(image, slope) for image, slope in zip(x, gradient)]

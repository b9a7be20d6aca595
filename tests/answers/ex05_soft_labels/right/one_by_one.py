import torch
from tqdm.auto import tqdm


def soft_labels(net, x, T):
    before = net.training
    net.train(False)
    rows = []
    with torch.inference_mode():
        for image in tqdm(x):
            rows.append(torch.nn.Softmax(dim=1)(net(image[None]) / T)[0])
    if before:
        net.train()
    print("labelled", len(rows))
    return torch.stack(rows).clone()

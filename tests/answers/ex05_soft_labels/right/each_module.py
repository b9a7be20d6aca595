import torch


def soft_labels(net: torch.nn.Module, x: torch.Tensor, T: float) -> torch.Tensor:
    modes = {module: module.training for module in net.modules()}
    try:
        for module in net.modules():
            module.training = False
        logits = net(x).detach()
    finally:
        for module, mode in modes.items():
            module.training = mode
    return logits.div(T).log_softmax(-1).exp()

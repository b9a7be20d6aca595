# κ that are only close count as ties
import torch


def auroc(adversarial, normal):
    a, b = adversarial[:, None].double(), normal[None, :].double()
    tie = torch.isclose(a, b, rtol=0, atol=1e-3)
    return ((a > b) & ~tie).double().add(tie.double() / 2).mean().item()

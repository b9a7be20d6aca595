import torch


def target_gradient(net: torch.nn.Module, x: torch.Tensor, target: torch.Tensor, T: float, log: bool) -> torch.Tensor:
    images = x.detach().clone().requires_grad_(True)
    scores = torch.nn.functional.log_softmax(net(images) / T, dim=1)
    if not log:
        scores = scores.exp()
    chosen = scores.gather(1, target.view(-1, 1))
    return torch.autograd.grad(chosen.sum(), images)[0].detach()

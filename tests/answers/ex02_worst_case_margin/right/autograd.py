import torch


def worst_case_margin(w, b, x, y, eps):
    print("finding the worst image by the gradient")
    leaf = x.clone().requires_grad_()
    margin = y * (leaf @ w + b)
    gradient = torch.autograd.grad(margin.sum(), leaf)[0]
    return (y * ((x - eps * gradient.sign()) @ w + b)).detach()



def saliency_map(jacobian, target):
    index = target.view(-1, 1, 1, 1, 1).expand(-1, 1, *jacobian.shape[2:])
    own = jacobian.gather(1, index).squeeze(1)
    others = jacobian.sum(dim=1) - own
    return own.clamp(min=0) * (-others).clamp(min=0)

import logging
import warnings


def is_fooled(logits, y, target=None):
    print("logits", logits)
    warnings.warn("nothing to see", stacklevel=2)
    logging.getLogger("student").error("still nothing")
    predicted = logits.sort(dim=1, descending=True).indices[:, 0]
    goal = y if target is None else target
    same = predicted == goal
    return same if target is not None else same.logical_not()

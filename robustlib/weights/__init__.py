"""Pretrained networks, read by models.pretrained. `python -m robustlib.weights` trains them anew."""

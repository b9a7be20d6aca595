"""The README's picture is the one that its command draws."""

import io
import runpy
from pathlib import Path

import numpy as np
import torch
from PIL import Image

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_picture_of_the_readme_is_current():
    threads = torch.get_num_threads()
    try:
        script = runpy.run_path(str(DOCS / "overview.py"))
        fresh = script["draw"](*script["measured"]()).png()
    finally:
        torch.set_num_threads(threads)
    kept, drawn = (np.asarray(Image.open(file).convert("L"), dtype=float)
                   for file in (DOCS / "overview.png", io.BytesIO(fresh)))
    # Another processor may turn a pixel or a last digit; another picture differs by far more.
    assert kept.shape == drawn.shape and abs(kept - drawn).mean() < 2, "stale: python docs/overview.py"

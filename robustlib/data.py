"""Data sets, always in one form: images as float32 (N, C, H, W) in [0, 1], labels as int64 (N,).

`python -m robustlib.data` writes robustlib/digits.npz anew from scikit-learn's scanned digits.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

DIGITS_FILE = Path(__file__).with_name("digits.npz")
_FROM_TORCHVISION = {"mnist": "MNIST", "fashion_mnist": "FashionMNIST", "cifar10": "CIFAR10"}
NAMES = ("digits", *_FROM_TORCHVISION)


@dataclass(frozen=True)
class Dataset:
    """A data set split into training and test images.

    x_train, x_test: float32 (N, C, H, W) in [0, 1]. y_train, y_test: int64 (N,). classes: one name a class.
    """

    name: str
    classes: tuple
    x_train: torch.Tensor
    y_train: torch.Tensor
    x_test: torch.Tensor
    y_test: torch.Tensor

    def to(self, device):
        """The same data set with its four tensors on `device`."""
        tensors = (self.x_train, self.y_train, self.x_test, self.y_test)
        return Dataset(self.name, self.classes, *(t.to(device) for t in tensors))

    def __repr__(self):
        channels, height, width = self.x_train.shape[1:]
        return (f"Dataset({self.name}: {len(self.x_train)} training and {len(self.x_test)} test images "
                f"of {channels}×{height}×{width}, {len(self.classes)} classes)")


def load(name="digits", root=None, download=False):
    """Load a data set by name, or one of your own from an .npz file.

    name: "digits" (comes with the package, needs no network); "mnist", "fashion_mnist", "cifar10" (read
        through torchvision); or the path of an .npz file that holds x_train, y_train, x_test, y_test: images
        (N, C, H, W), (N, H, W, C) or (N, H, W), 8-bit or floating point in [0, 1], and whole-number labels.
    root: folder that holds torchvision's files. Without it: the environment variable ROBUSTLIB_DATA,
        else a folder robustlib in the user's cache folder.
    download: fetch missing files. Nothing is fetched unless you ask for it.

    Returns a Dataset. Raises FileNotFoundError, which says what to do, where the files are absent, and
    ValueError for an unknown name or a file with the wrong content.
    """
    if name == "digits":
        return _digits()
    if name in _FROM_TORCHVISION:
        return _torchvision(name, data_root(root), download)
    if str(name).endswith(".npz"):
        return _npz(Path(name).expanduser())
    raise ValueError(f"name: expected one of {', '.join(NAMES)}, or the path of an .npz file, got {name!r}")


def data_root(root=None):
    """The folder of downloaded data: `root`, else ROBUSTLIB_DATA, else robustlib in the user's cache folder."""
    if root is not None:
        return Path(root).expanduser()
    if os.environ.get("ROBUSTLIB_DATA"):
        return Path(os.environ["ROBUSTLIB_DATA"]).expanduser()
    return cache_folder()


def cache_folder():
    """The folder robustlib in the user's cache folder: what is there can be had again."""
    if sys.platform == "win32":
        cache = os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "robustlib"


def _digits():
    with np.load(DIGITS_FILE) as file:
        small, labels, is_test = file["images"], file["labels"], file["is_test"]
    # Like MNIST: the digit 20 pixels high, in the middle of 28 × 28. Pillow resizes in whole numbers, so
    # that every machine sees the same images.
    large = np.zeros((len(small), 1, 28, 28), dtype=np.uint8)
    for image, digit in zip(large, small):
        image[0, 4:24, 4:24] = Image.fromarray(digit).resize((20, 20), Image.Resampling.BICUBIC)
    classes = tuple(str(digit) for digit in range(10))
    return Dataset("digits", classes, *_split(large[~is_test], labels[~is_test], large[is_test], labels[is_test]))


def _torchvision(name, root, download):
    from torchvision import datasets

    source = getattr(datasets, _FROM_TORCHVISION[name])
    try:
        train, test = (source(root, train=train, download=download) for train in (True, False))
    except RuntimeError as error:
        if download:
            raise
        raise FileNotFoundError(
            f"{name} is not in {root}. With a network, data.load({name!r}, download=True) fetches it once. "
            f"Without one, copy torchvision's files there, or set ROBUSTLIB_DATA to the folder that holds them. "
            f'data.load("digits") needs neither.'
        ) from error
    images = [np.asarray(part.data) for part in (train, test)]
    images = [x[:, None] if x.ndim == 3 else x.transpose(0, 3, 1, 2) for x in images]
    labels = [np.asarray(part.targets) for part in (train, test)]
    classes = tuple(label.split(" - ")[0] for label in train.classes)  # MNIST writes "7 - seven"
    return Dataset(name, classes, *_split(images[0], labels[0], images[1], labels[1]))


def _npz(path):
    if not path.is_file():
        raise FileNotFoundError(f"no data set at {path}")
    with np.load(path, allow_pickle=False) as file:
        missing = [key for key in ("x_train", "y_train", "x_test", "y_test") if key not in file]
        if missing:
            raise ValueError(f"{path}: expected arrays x_train, y_train, x_test, y_test; missing: {', '.join(missing)}")
        tensors = []
        for part in ("train", "test"):
            tensors += [_npz_images(file[f"x_{part}"], f"{path}: x_{part}")]
            tensors += [_npz_labels(file[f"y_{part}"], len(tensors[-1]), f"{path}: y_{part}")]
        if tensors[0].shape[1:] != tensors[2].shape[1:]:
            raise ValueError(f"{path}: x_train and x_test hold images of different shapes, "
                             f"{tuple(tensors[0].shape[1:])} and {tuple(tensors[2].shape[1:])}")
        count = 1 + int(max(tensors[1].max(initial=0), tensors[3].max(initial=0)))
        names = [str(c) for c in file["classes"]] if "classes" in file else [str(c) for c in range(count)]
    if len(names) < count:
        raise ValueError(f"{path}: classes names {len(names)} classes, but the largest label is {count - 1}")
    return Dataset(path.stem, tuple(names), *_split(*tensors))


def _npz_images(x, name):
    if x.ndim == 3:
        x = x[:, None]
    if x.ndim != 4:
        raise ValueError(f"{name}: expected images (N, C, H, W), (N, H, W, C) or (N, H, W), got shape {x.shape}")
    if x.shape[1] > 4 and x.shape[3] <= 4:
        x = x.transpose(0, 3, 1, 2)  # the channels stand last, as in most image files
    if x.dtype == np.uint8:
        return x
    if not np.issubdtype(x.dtype, np.floating):
        raise ValueError(f"{name}: expected 8-bit (uint8) or floating-point images, got {x.dtype}")
    if x.size and not (np.isfinite(x).all() and x.min() >= 0 and x.max() <= 1):
        raise ValueError(f"{name}: expected finite values in [0, 1], got values from {x.min():g} to {x.max():g}")
    return x


def _npz_labels(y, count, name):
    if not np.issubdtype(y.dtype, np.integer) or y.shape != (count,) or (count and y.min() < 0):
        raise ValueError(f"{name}: expected {count} whole-number labels of 0 or more, shape ({count},), "
                         f"got {y.dtype} of shape {y.shape}")
    return y


def _split(x_train, y_train, x_test, y_test):
    return _images(x_train), _labels(y_train), _images(x_test), _labels(y_test)


def _images(array):
    x = torch.from_numpy(np.ascontiguousarray(array)).to(torch.float32)
    return x.div_(255) if array.dtype == np.uint8 else x


def _labels(array):
    return torch.from_numpy(np.ascontiguousarray(array).astype(np.int64))


def _write_digits(path=DIGITS_FILE, test_per_class=50):
    """Store scikit-learn's 1,797 scanned digits (8 × 8, 17 grey levels) with a fixed split: 500 for testing."""
    import io
    import zipfile

    from sklearn.datasets import load_digits

    digits = load_digits()
    images = np.round(digits.images * (255 / 16)).astype(np.uint8)
    is_test = np.zeros(len(images), dtype=bool)
    order = np.random.RandomState(0).permutation(len(images))  # RandomState: its stream never changes
    for label in range(10):
        is_test[order[digits.target[order] == label][:test_per_class]] = True
    arrays = {"images": images, "labels": digits.target.astype(np.uint8), "is_test": is_test}
    # np.savez writes today's date into the file; a fixed date keeps it the same byte for byte.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array)
            file.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(),
                          zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    _write_digits()
    print(f"wrote {DIGITS_FILE.name}: {load('digits')}")

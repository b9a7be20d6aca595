"""Data sets: one form for all, one clear error where something is absent or wrong."""

import numpy as np
import pytest
import torch

from robustlib import data


def write(path, **changes):
    """A small .npz data set, with some arrays replaced, or left out where None."""
    arrays = {"x_train": np.zeros((6, 1, 8, 8), np.float32), "y_train": np.arange(6) % 3,
              "x_test": np.ones((3, 1, 8, 8), np.float32), "y_test": np.arange(3)}
    arrays.update(changes)
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    return str(path)


def test_digits_have_the_promised_form():
    ds = data.load()
    assert ds.name == "digits" and ds.classes == tuple("0123456789")
    assert ds.x_train.shape == (1297, 1, 28, 28) and ds.x_test.shape == (500, 1, 28, 28)
    for x, y in ((ds.x_train, ds.y_train), (ds.x_test, ds.y_test)):
        assert x.dtype == torch.float32 and x.min() == 0 and x.max() == 1
        assert y.dtype == torch.int64 and len(y) == len(x)
    assert torch.bincount(ds.y_test).tolist() == [50] * 10


def test_digits_are_those_of_scikit_learn(tmp_path):
    data._write_digits(tmp_path / "digits.npz")
    assert (tmp_path / "digits.npz").read_bytes() == data.DIGITS_FILE.read_bytes(), "stale: python -m robustlib.data"


def test_no_image_is_in_both_halves():
    ds = data.load()
    train = {image.numpy().tobytes() for image in ds.x_train}
    assert not any(image.numpy().tobytes() in train for image in ds.x_test)


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "cifar10"])
def test_absent_data_say_what_to_do_and_download_nothing(name, tmp_path):
    with pytest.raises(FileNotFoundError, match="download=True.*ROBUSTLIB_DATA"):
        data.load(name, root=tmp_path)
    assert not list(tmp_path.rglob("*.gz"))


def test_root_is_the_argument_then_the_variable_then_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("ROBUSTLIB_DATA", str(tmp_path / "variable"))
    assert data.data_root(tmp_path) == tmp_path
    assert data.data_root() == tmp_path / "variable"
    monkeypatch.delenv("ROBUSTLIB_DATA")
    assert data.data_root().name == "robustlib"


def test_unknown_name():
    with pytest.raises(ValueError, match="name: expected one of digits.*imagenet"):
        data.load("imagenet")


def test_own_file_of_floats(tmp_path):
    ds = data.load(write(tmp_path / "signs.npz", classes=np.array(["a", "b", "c"])))
    assert ds.name == "signs" and ds.classes == ("a", "b", "c")
    assert ds.x_train.shape == (6, 1, 8, 8) and ds.y_train.tolist() == [0, 1, 2, 0, 1, 2]


def test_own_file_of_8_bit_grey_images(tmp_path):
    ds = data.load(write(tmp_path / "a.npz", x_train=np.full((6, 8, 8), 255, np.uint8),
                         x_test=np.full((3, 8, 8), 51, np.uint8)))
    assert ds.x_train.shape == (6, 1, 8, 8) and ds.x_train.max() == 1
    assert torch.allclose(ds.x_test, torch.tensor(0.2)) and ds.classes == ("0", "1", "2")


def test_own_file_with_the_channels_last(tmp_path):
    colours = np.zeros((6, 8, 8, 3), np.uint8)
    colours[:, 2, 5, 1] = 255
    ds = data.load(write(tmp_path / "a.npz", x_train=colours, x_test=colours[:3]))
    assert ds.x_train.shape == (6, 3, 8, 8) and ds.x_train.nonzero()[0].tolist() == [0, 1, 2, 5]


@pytest.mark.parametrize("changes, words", [
    ({"x_test": None}, "missing: x_test"),
    ({"x_train": np.full((6, 1, 8, 8), 2.0)}, r"x_train.*\[0, 1\].*2"),
    ({"x_train": np.full((6, 1, 8, 8), np.nan)}, "x_train.*finite"),
    ({"x_train": np.zeros((6, 1, 8, 8), np.int64)}, "x_train.*int64"),
    ({"x_train": np.zeros((6, 1, 9, 9), np.float32)}, "different shapes"),
    ({"y_train": np.zeros(5, np.int64)}, "y_train: expected 6"),
    ({"y_train": np.zeros(6)}, "y_train.*float64"),
    ({"y_test": np.array([0, 1, -1])}, "y_test"),
    ({"classes": np.array(["only"])}, "classes"),
])
def test_own_file_with_a_fault_is_named(tmp_path, changes, words):
    with pytest.raises(ValueError, match=words):
        data.load(write(tmp_path / "bad.npz", **changes))


def test_own_file_is_never_executed(tmp_path):
    path = tmp_path / "objects.npz"
    np.savez(path, x_train=np.array([{}], dtype=object), y_train=[0], x_test=[0], y_test=[0])
    with pytest.raises(ValueError):
        data.load(str(path))


def test_absent_own_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.npz"):
        data.load(str(tmp_path / "nowhere.npz"))


def test_to_moves_all_four_tensors():
    moved = data.load().to("meta")
    assert {t.device.type for t in (moved.x_train, moved.y_train, moved.x_test, moved.y_test)} == {"meta"}

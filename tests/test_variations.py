"""Natural variations, each held against another way of computing it, and the rules they share."""

import io

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional as F

from robustlib import variations

# name → (function, an amount, amounts for three images, an amount that changes nothing or None)
ALL = {
    "rotate": (variations.rotate, 25.0, torch.tensor([-40.0, 0.0, 170.0]), 0),
    "scale": (variations.scale, 0.8, torch.tensor([0.5, 1.0, 1.7]), 1),
    "translate": (lambda x, pixels: variations.translate(x, pixels, pixels), 1.5, torch.tensor([-3.0, 0.0, 2.5]), 0),
    "crop": (variations.crop, 2.5, torch.tensor([0.0, 1.5, 5.0]), 0),
    "brightness": (variations.brightness, 0.3, torch.tensor([-0.6, 0.0, 0.4]), 0),
    "downsample": (variations.downsample, 5, torch.tensor([3, 8, 3]), None),
    "jpeg": (variations.jpeg, 30, torch.tensor([5, 95, 40]), None),
}
SHAPES = [(3, 1, 12, 12), (3, 3, 8, 14), (1, 3, 13, 8)]
each = pytest.mark.parametrize("name", ALL)


def images(*shape, dtype=torch.float32, seed=0):
    return torch.rand(shape, dtype=dtype, generator=torch.Generator().manual_seed(seed))


def close(a, b, within=1e-5):
    torch.testing.assert_close(a, b, atol=within, rtol=0)


# ---- Against another way of computing --------------------------------------------------------------------------------


@pytest.mark.parametrize("quarters", [1, 2, 3, -1, 4])
def test_quarter_turns_are_rot90(quarters):
    x = images(2, 3, 9, 9)
    close(variations.rotate(x, 90 * quarters), torch.rot90(x, quarters, (2, 3)))  # rot90 is counter-clockwise too


def test_a_quarter_turn_of_an_oblong_image_keeps_its_proportions():
    x = images(2, 1, 6, 10)
    square = F.pad(x, (0, 0, 2, 2))  # 10 × 10
    close(variations.rotate(x, 90), torch.rot90(square, 1, (2, 3))[:, :, 2:-2])


def test_any_turn_of_an_oblong_image_is_that_of_the_square_around_it():
    x = images(2, 1, 6, 10)
    close(variations.rotate(x, 35), variations.rotate(F.pad(x, (0, 0, 2, 2)), 35)[:, :, 2:-2])


def test_rotation_pixel_by_pixel():
    """A point found by turning back, and bilinear weights, written out."""
    x, angle = images(1, 1, 7, 5), np.radians(20)
    picture, expected = np.pad(x[0, 0].numpy(), 3), np.zeros((7, 5))
    for row in range(7):
        for column in range(5):
            right, up = column - 2, 3 - row
            from_right = right * np.cos(angle) + up * np.sin(angle)
            from_up = -right * np.sin(angle) + up * np.cos(angle)
            r, c = 3 - from_up + 3, from_right + 2 + 3  # 3 more for the padding
            r0, c0 = int(np.floor(r)), int(np.floor(c))
            for i, j, weight in ((0, 0, (1 - r % 1) * (1 - c % 1)), (0, 1, (1 - r % 1) * (c % 1)),
                                 (1, 0, (r % 1) * (1 - c % 1)), (1, 1, (r % 1) * (c % 1))):
                expected[row, column] += weight * picture[r0 + i, c0 + j]
    close(variations.rotate(x, 20)[0, 0], torch.tensor(expected, dtype=torch.float32))


def test_there_and_back_again():
    smooth = F.interpolate(images(1, 1, 3, 3), 40, mode="bicubic").clamp(0, 1)
    middle = (..., slice(12, 28), slice(12, 28))
    close(variations.rotate(variations.rotate(smooth, 20), -20)[middle], smooth[middle], within=0.02)
    close(variations.scale(variations.scale(smooth, 1.25), 0.8)[middle], smooth[middle], within=0.02)


def test_scaling_by_two_shows_the_middle_enlarged():
    x = images(2, 3, 8, 12)
    middle = F.interpolate(x[:, :, 1:-1, 2:-2], scale_factor=2, mode="bilinear")  # one pixel more than is shown
    close(variations.scale(x, 2), middle[:, :, 2:-2, 2:-2])


def test_scaling_by_a_half_leaves_a_black_frame():
    x = images(2, 1, 8, 8)
    small = variations.scale(x, 0.5)
    close(small[:, :, 2:-2, 2:-2], F.avg_pool2d(x, 2))  # bilinear, half way between each two
    assert small[:, :, :2].max() == small[:, :, -2:].max() == small[..., :2].max() == small[..., -2:].max() == 0


@pytest.mark.parametrize("right, down", [(0, 3), (2, 0), (-1, 4), (20, 0)])
def test_a_move_by_whole_pixels_is_slicing(right, down):
    x = images(2, 3, 7, 10)
    around = F.pad(x, (20, 20, 20, 20))
    close(variations.translate(x, right, down), around[:, :, 20 - down : 27 - down, 20 - right : 30 - right])


def test_each_direction_is_an_amount_of_its_own():
    x, right, down = images(3, 1, 9, 8), torch.tensor([1.0, -2.5, 0.0]), torch.tensor([0.0, 3.0, 1.5])
    both = variations.translate(x, right, down)
    for i in range(3):
        close(both[i : i + 1], variations.translate(x[i : i + 1], right[i].item(), down[i].item()))
    with pytest.raises(ValueError, match="^down: expected a finite number, got inf"):
        variations.translate(x, 0, torch.inf)


def test_half_a_pixel_is_half_way():
    x = images(2, 1, 6, 6)
    close(variations.translate(x, 0.5, 0), (x + variations.translate(x, 1, 0)) / 2)
    close(variations.translate(x, 0, -0.5), (x + variations.translate(x, 0, -1)) / 2)


@pytest.mark.parametrize("pixels", [0, 1, 3, 7])
@pytest.mark.parametrize("shape", [(2, 1, 8, 8), (2, 3, 8, 14)])
def test_crop_is_slicing_and_interpolating(shape, pixels):
    x = images(*shape)  # bright at the borders: nothing beyond them, and nothing that was cut off, may be mixed in
    close(variations.crop(x, pixels),
          F.interpolate(x[:, :, pixels:, pixels:], shape[2:], mode="bilinear", align_corners=False))


def test_a_fraction_of_a_pixel_lies_between():
    ramp = torch.linspace(0, 1, 16).expand(1, 1, 16, 16)
    darker, between, brighter = (variations.crop(ramp, pixels) for pixels in (2, 2.5, 3))
    assert (darker <= between + 1e-6).all() and (between <= brighter + 1e-6).all()
    close(between, (darker + brighter) / 2, within=0.01)


def test_brightness_is_added_and_clipped():
    x = torch.tensor([0.0, 0.2, 0.7, 1.0]).view(1, 1, 2, 2)
    close(variations.brightness(x, 0.4).flatten(), torch.tensor([0.4, 0.6, 1.0, 1.0]))
    close(variations.brightness(x, -0.3).flatten(), torch.tensor([0.0, 0.0, 0.4, 0.7]))


@pytest.mark.parametrize("size", [1, 2, 4, 8])
def test_downsampling_is_averaging_and_enlarging(size):
    x = images(2, 3, 8, 16)
    blocks = x.reshape(2, 3, size, 8 // size, size, 16 // size).mean((3, 5))
    close(variations.downsample(x, size), F.interpolate(blocks, (8, 16), mode="bilinear"))


def test_downsampling_to_the_same_size_changes_nothing():
    x = images(2, 1, 9, 9)
    close(variations.downsample(x, 9), x)


def test_downsampling_enlarges_like_pillow():
    small = images(1, 1, 4, 4)
    x = small.repeat_interleave(3, 2).repeat_interleave(3, 3)
    expected = Image.fromarray(small[0, 0].numpy()).resize((12, 12), Image.Resampling.BILINEAR)
    close(variations.downsample(x, 4)[0, 0], torch.from_numpy(np.array(expected)))


@pytest.mark.parametrize("quality", [1, 5, 50, 95])
@pytest.mark.parametrize("channels, mode", [(1, "L"), (3, "RGB")])
def test_jpeg_is_pillows(channels, mode, quality):
    x = images(2, channels, 11, 17)
    for image, result in zip(x, variations.jpeg(x, quality)):
        pixels = np.round(image.numpy() * 255).astype(np.uint8)
        file = io.BytesIO()
        Image.fromarray(pixels[0] if channels == 1 else pixels.transpose(1, 2, 0)).save(file, "JPEG", quality=quality)
        back = Image.open(file)
        assert back.mode == mode and back.size == (17, 11)
        values = torch.from_numpy(np.array(back)).reshape(11, 17, channels).permute(2, 0, 1)
        close(result, values / 255, within=1e-6)


def test_jpeg_keeps_flat_grey_and_worsens_with_quality():
    flat = torch.full((1, 1, 16, 16), 128 / 255)
    close(variations.jpeg(flat, 90), flat, within=1e-6)
    x = images(1, 1, 32, 32)
    errors = [(variations.jpeg(x, quality) - x).abs().mean() for quality in (95, 50, 5)]
    assert errors[0] < errors[1] < errors[2]


# ---- What they share -------------------------------------------------------------------------------------------------


@each
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16])
def test_shape_and_dtype_stay_and_values_stay_in_range(name, shape, dtype):
    vary, amount, *_ = ALL[name]
    x = images(*shape).to(dtype)
    result = vary(x, amount)
    assert result.shape == x.shape and result.dtype == dtype and result.is_contiguous()
    assert result.min() >= 0 and result.max() <= 1


@each
def test_amounts_are_kept_in_float64(name):
    vary, amount, *_ = ALL[name]
    x = images(2, 1, 12, 12, dtype=torch.float64)
    close(vary(x, amount), vary(x.float(), amount).double(), within=1e-5)
    if name == "brightness":
        close(vary(x / 2, 0.1), x / 2 + 0.1, within=1e-15)


@pytest.mark.parametrize("name", [name for name, (*_, none) in ALL.items() if none is not None])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_change_is_the_identity(name, shape):
    vary, *_, none = ALL[name]
    x = images(*shape)
    close(vary(x, none), x)
    close(vary(x, torch.full((len(x),), float(none))), x)


@each
@pytest.mark.parametrize("shape", [(3, 1, 12, 12), (3, 3, 8, 14)])
def test_an_amount_for_each_image_is_as_one_by_one(name, shape):
    vary, _, amounts, _ = ALL[name]
    x = images(*shape)
    together = vary(x, amounts)
    for image, amount, result in zip(x, amounts, together):
        close(result, vary(image[None], amount.item())[0], within=1e-6)
        close(result, vary(image[None], amount[None])[0], within=1e-6)


@each
def test_an_image_does_not_depend_on_its_neighbours(name):
    vary, amount, *_ = ALL[name]
    x = images(3, 1, 12, 12)
    close(vary(x, amount)[1:2], vary(x[1:2], amount), within=1e-6)


@each
def test_a_tensor_of_one_number_is_a_number(name):
    vary, amount, *_ = ALL[name]
    x = images(3, 1, 12, 12)
    close(vary(x, torch.tensor(amount)), vary(x, amount), within=1e-6)


@each
def test_inputs_stay_as_they_were_and_results_are_new(name):
    vary, amount, amounts, none = ALL[name]
    x, given = images(3, 1, 12, 12), amounts.clone()
    before, state = x.clone(), torch.get_rng_state()
    for result in (vary(x, amount), vary(x, amounts), *([vary(x, none)] if none is not None else [])):
        result.fill_(0.5)
    assert torch.equal(x, before) and torch.equal(amounts, given)
    assert torch.equal(torch.get_rng_state(), state)


@each
def test_images_need_not_be_contiguous(name):
    vary, amount, *_ = ALL[name]
    x = images(2, 12, 12, 3).permute(0, 3, 1, 2)
    close(vary(x, amount), vary(x.contiguous(), amount), within=1e-6)


@each
@pytest.mark.parametrize("shape", [(0, 1, 12, 12), (0, 3, 8, 14)])
def test_no_images(name, shape):
    vary, amount, amounts, _ = ALL[name]
    for result in (vary(torch.zeros(shape), amount), vary(torch.zeros(shape, dtype=torch.float64), amounts[:0])):
        assert result.shape == shape
    assert result.dtype == torch.float64


@pytest.mark.parametrize("name", ["rotate", "scale", "translate", "crop", "brightness", "downsample"])
def test_gradients_flow_through(name):
    vary, amount, amounts, _ = ALL[name]
    x = (0.3 + 0.2 * images(3, 1, 12, 12)).requires_grad_()  # away from 0 and 1, where clipping stops them
    vary(x, amounts).sum().backward()
    assert x.grad.abs().sum() > 0


@each
def test_a_gpu_is_used_where_the_images_are_on_it(name):
    if not torch.cuda.is_available():
        pytest.skip("no GPU here")
    vary, amount, amounts, _ = ALL[name]
    x = images(3, 1, 12, 12)
    for given in (amount, amounts):
        result = vary(x.cuda(), given)
        assert result.is_cuda
        close(result.cpu(), vary(x, given), within=1e-4)


X = torch.zeros(2, 1, 8, 8)


@each
@pytest.mark.parametrize("x, error, words", [
    ([[0.5]], TypeError, "x: expected a torch.Tensor"),
    (torch.zeros(2, 1, 8, 8, dtype=torch.uint8), TypeError, "x: expected floating-point"),
    (torch.zeros(8, 8), ValueError, "x: expected a batch"),
    (X + 2, ValueError, r"x: expected pixel values in \[0, 1\]"),
    (X * torch.nan, ValueError, "x: expected finite"),
])
def test_errors_name_the_images(name, x, error, words):
    vary, amount, *_ = ALL[name]
    with pytest.raises(error, match=words):
        vary(x, amount)


PARAMETER = {"rotate": "degrees", "scale": "factor", "translate": "right", "crop": "pixels", "brightness": "offset",
             "downsample": "size", "jpeg": "quality"}


@each
@pytest.mark.parametrize("amount, error, words", [
    ("5", TypeError, "str '5'"),
    (None, TypeError, "None"),
    (True, TypeError, "bool True"),
    ([5, 5], TypeError, r"a torch.Tensor with one for each image, got list \[5, 5\]"),
    (np.array([5, 5]), TypeError, "a torch.Tensor with one for each image, got ndarray"),
    (torch.ones(3), ValueError, r"each of the 2 images, shape \(2,\), got shape \(3,\)"),
    (torch.ones(2, 1), ValueError, r"shape \(2,\), got shape \(2, 1\)"),
])
def test_errors_name_the_amount(name, amount, error, words):
    with pytest.raises(error, match=f"^{PARAMETER[name]}: expected .*{words}"):
        ALL[name][0](X, amount)


@pytest.mark.parametrize("name, amount, error, words", [
    ("rotate", torch.inf, ValueError, "a finite number, got inf"),
    ("rotate", torch.tensor([0, torch.nan]), ValueError, "a finite number, got nan"),
    ("scale", 0, ValueError, "above 0, got 0"),
    ("scale", torch.tensor([1.0, -1.0]), ValueError, "above 0, got -1"),
    ("crop", -1, ValueError, "of at least 0, got -1"),
    ("crop", 8, ValueError, "less than the image's 8 pixels, got 8"),
    ("crop", torch.tensor([0, 9]), ValueError, "less than the image's 8 pixels, got 9"),
    ("brightness", 1.5, ValueError, "at least -1 and at most 1, got 1.5"),
    ("brightness", 76, ValueError, "at least -1 and at most 1, got 76"),
    ("downsample", 0, ValueError, "at least 1, got 0"),
    ("downsample", 9, ValueError, "from 1 to 8, got 9"),
    ("downsample", 4.0, TypeError, "a whole number, got float 4.0"),
    ("downsample", torch.ones(2), TypeError, "a whole number, got float 1.0"),
    ("jpeg", 0, ValueError, "at least 1, got 0"),
    ("jpeg", 96, ValueError, "from 1 to 95, got 96"),
    ("jpeg", 0.5, TypeError, "a whole number, got float 0.5"),
])
def test_errors_say_what_amounts_there_are(name, amount, error, words):
    with pytest.raises(error, match=f"^{PARAMETER[name]}: expected .*{words}"):
        ALL[name][0](X, amount)


def test_jpeg_takes_grey_and_rgb_only():
    with pytest.raises(ValueError, match="x: expected grey .* got C = 2"):
        variations.jpeg(torch.zeros(1, 2, 8, 8), 50)

"""The course's figures. Each function returns a Picture: put it last in a cell, or call its show().

A Picture carries alt text, which screen readers and pages without images show in its place.
"""

import base64
import html
import io

import torch
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

# Okabe and Ito's colours, told apart by colour-blind readers too, darkest first.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
DASHES = ("-", "--", ":", "-.")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")  # nobody should need colour alone
RIGHT, WRONG = COLORS[0], "#A84300"  # for text: darker than COLORS[1], 4.5 : 1 on white
DPI = 90


class Picture:
    """A matplotlib figure with its alt text."""

    def __init__(self, figure, alt):
        if not alt or not alt.strip():
            raise ValueError("alt: a picture needs a sentence that tells what it shows")
        self.figure, self.alt = figure, " ".join(alt.split())
        self._png = None

    def png(self):
        """The picture as bytes of a PNG file, drawn once."""
        if self._png is None:
            file = io.BytesIO()
            self.figure.savefig(file, format="png", dpi=DPI, facecolor="white", metadata={"Software": None})
            self._png = file.getvalue()
        return self._png

    def save(self, path):
        with open(path, "wb") as file:
            file.write(self.png())

    def show(self):
        from IPython.display import display

        display(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        # JupyterLab shows the HTML, with its alt text, which it leaves out of a bare image/png.
        data = {"text/html": self.html(), "image/png": self._base64(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}}

    def html(self):
        """The picture as an <img> with its alt text."""
        return f'<img alt="{html.escape(self.alt, quote=True)}" src="data:image/png;base64,{self._base64()}">'

    def _base64(self):
        return base64.b64encode(self.png()).decode()


def images(rows, titles=None, alt=None, columns=10):
    """A grid of images.

    rows: a batch (N, C, H, W) in [0, 1], or a dict label → batch, one row of pictures each, all in [0, 1].
    titles: texts over the first row's images, or a dict label → texts. columns: at most so many images a row.
    """
    if isinstance(rows, torch.Tensor):
        rows = {"": rows}
    texts = titles if isinstance(titles, dict) else {next(iter(rows)): titles}
    count = min(columns, max(len(batch) for batch in rows.values()))
    figure, axes = _grid(len(rows), count, titled=any(texts.values()), labelled=any(rows))
    for line, (label, batch) in zip(axes, rows.items()):
        for column, axis in enumerate(line):
            if column >= len(batch):
                axis.axis("off")
                continue
            _draw(axis, batch[column])
            if texts.get(label):
                axis.set_title(texts[label][column], fontsize=10)
        _row_label(line[0], label)
    return Picture(figure, alt or f"A grid of images, row by row: {', '.join(filter(None, rows)) or 'one row'}.")


def tinted(x, values):
    """x with a signed map over it, for `images`: orange where values are positive, light blue where they are negative.

    x: (N, C, H, W) in [0, 1]. values: (N, C, H, W), summed over the channels; the largest of each image gets the
    full colour. Returns (N, 3, H, W), the images in a darker grey.
    """
    signed = values.sum(1, keepdim=True)
    largest = signed.abs().amax((1, 2, 3), keepdim=True).clamp(min=1e-30)
    strength = (signed.abs() / largest).sqrt()  # the root lets weaker values show, too
    up, down = (torch.tensor(to_rgb(COLORS[number]), device=x.device).view(1, 3, 1, 1) for number in (5, 4))
    return (1 - strength) * 0.7 * x.mean(1, keepdim=True) + strength * torch.where(signed > 0, up, down)


def attack(net, x, x_adv, y, classes=None, columns=8, alt=None):
    """Originals, perturbations and adversarial images one below the other, with the network's answers.

    net: the network that is attacked. x, x_adv: (N, C, H, W). y: (N,) the true classes. A title in blue is the true
    class, one in orange with a ✗ is another. Perturbations share one scale: red added, blue taken, white unchanged.
    """
    from robustlib.metrics import predict

    x, x_adv, y = x[:columns].detach().cpu(), x_adv[:columns].detach().cpu(), y[:columns].detach().cpu()
    answers = [predict(net, batch.to(_device(net))).softmax(1).cpu().max(1) for batch in (x, x_adv)]
    figure, axes = _grid(3, len(x), titled=True, labelled=True, row_gap=0.32)
    delta = x_adv - x
    reach = max(delta.abs().max().item(), 1e-12)
    for column in range(len(x)):
        for row, batch in ((0, x), (2, x_adv)):
            _draw(axes[row][column], batch[column])
            share, label = (part[column].item() for part in answers[row // 2])
            _answer(axes[row][column], label, y[column], classes, f"  {share:.0%}")
        axes[1][column].imshow(delta[column].mean(0).numpy(), cmap="RdBu_r", vmin=-reach, vmax=reach,
                               interpolation="nearest")
    for row, label in enumerate(("original", f"perturbation\n(up to {reach:.2g})", "adversarial")):
        _row_label(axes[row][0], label)
    fooled = (answers[1].indices != y).sum().item()
    right = (answers[0].indices == y).sum().item()
    return Picture(figure, alt or f"{len(x)} images in three rows: the originals, of which the network gets {right} "
                                  f"right; the perturbations, at most {reach:.2g} a pixel; and the adversarial images, "
                                  f"of which it gets {fooled} wrong.")


def answers(net, rows, y, classes=None, columns=8, title=None, alt=None):
    """Rows of images with the network's answers over them: blue for the true class, orange with a ✗ for another.

    net: the network that answers. rows: dict label → batch (N, C, H, W), the same N images in each. y: (N,) the true
    classes. columns: at most so many images a row.
    """
    from robustlib.metrics import predict

    y = y[:columns].detach().cpu()
    figure, axes = _grid(len(rows), len(y), titled=True, labelled=any(rows), row_gap=0.3, headed=bool(title))
    told = []
    for line, (label, batch) in zip(axes, rows.items()):
        batch = batch[:columns].detach()
        found = predict(net, batch.to(_device(net))).argmax(1).cpu()
        for axis, image, answer, truth in zip(line, batch, found.tolist(), y):
            _draw(axis, image)
            _answer(axis, answer, truth, classes)
        _row_label(line[0], label)
        told.append(f"{f'{label}: ' if label else ''}{(found == y).sum().item()} of {len(y)} images right")
    if title:
        figure.suptitle(title, x=0.02, y=0.99, ha="left", va="top", fontsize=11)
    return Picture(figure, alt or f"{title or 'Images with the answers of a network, row by row'}. {'; '.join(told)}.")


def curves(series, xlabel, ylabel, alt, title=None, share=True, xticks=None, marked=True):
    """Lines with markers. series: dict label → (x, y) or (x, y, low, high), the last two an interval drawn as a band.

    share: y is a share in [0, 1], drawn as per cent. xticks: names for x = 0, 1, 2 …, where x only numbers places.
    marked: for lines of many points, off: then dashes tell them apart.
    """
    figure = Figure(figsize=(6.4, 3.8), layout="constrained")
    axis = figure.add_subplot()
    _lines(axis, series, marked)
    _style(axis, xlabel, ylabel, title, share)
    if xticks is not None:
        axis.set_xticks(range(len(xticks)), [str(name) for name in xticks])
    if len(series) > 1:
        axis.legend(frameon=False)
    return Picture(figure, alt)


def panels(grid, ylabel, alt, columns=3, share=True):
    """Small curves side by side, on one scale. grid: dict title → (series, xlabel), each series as for `curves`.

    Where x falls, so does the axis: what comes later stands further to the right.
    """
    count = min(columns, len(grid))
    figure = Figure(figsize=(2.5 * count + 0.4, 2.3 * -(-len(grid) // count) + 0.3), layout="constrained")
    axes = figure.subplots(-(-len(grid) // count), count, sharey=True, squeeze=False)
    for number, (axis, (title, (series, xlabel))) in enumerate(zip(axes.flat, grid.items())):
        _lines(axis, series)
        _style(axis, xlabel, "" if number % count else ylabel, title, share)
        if all(x[0] > x[-1] for x, *_ in series.values()):
            axis.invert_xaxis()
    for axis in axes.flat[len(grid):]:
        axis.axis("off")
    lines, labels = axes.flat[0].get_legend_handles_labels()
    if len(labels) > 1:
        figure.legend(lines, labels, loc="outside upper left", frameon=False, ncols=len(labels))
    return Picture(figure, alt)


def _lines(axis, series, marked=True):
    for number, (label, (x, y, *band)) in enumerate(series.items()):
        color, marker = COLORS[number % len(COLORS)], MARKERS[number % len(MARKERS)]
        look = {"marker": marker, "markersize": 5} if marked else {"linestyle": DASHES[number % len(DASHES)]}
        axis.plot(x, y, color=color, label=label, **look)
        if band:
            axis.fill_between(x, *band, color=color, alpha=0.2, linewidth=0)


def bars(groups, xlabel, ylabel, alt, title=None, share=True):
    """Bars side by side. groups: dict label → dict category → height; the same categories in each.

    A height may be a metrics.Interval, or any (height, low, high): its limits are then drawn as a thin line.
    """
    figure = Figure(figsize=(7.2, 3.8), layout="constrained")
    axis = figure.add_subplot()
    categories = list(next(iter(groups.values())))
    width = 0.8 / len(groups)
    for number, (label, heights) in enumerate(groups.items()):
        places = [index + (number - (len(groups) - 1) / 2) * width for index in range(len(categories))]
        tops = [heights[c] if isinstance(heights[c], tuple) else (heights[c],) * 3 for c in categories]
        for place, (_, low, high) in zip(places, tops):
            if low < high:
                axis.plot([place, place], [low, high], color="black", linewidth=1.2, solid_capstyle="butt")
        axis.bar(places, [top for top, _, _ in tops], width * 0.92, color=COLORS[number % len(COLORS)],
                 hatch=("", "//", "..", "xx")[number % 4], edgecolor="white", label=label)
    axis.set_xticks(range(len(categories)), categories)
    _style(axis, xlabel, ylabel, title, share)
    if len(groups) > 1:
        axis.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(groups))
    return Picture(figure, alt)


def matrix(values, rows, columns, title, xlabel, ylabel, alt, share=False):
    """A table of numbers as a heat map: the darker a cell, the larger its number. Cells that are nan stay blank.

    values: (R, C). rows, columns: the names beside and below them. share: values are shares, written as per cent.
    """
    table = torch.as_tensor(values).detach().cpu().double()
    if share:
        table = 100 * table
    figure = Figure(figsize=(0.42 * len(columns) + 1.0, 0.36 * len(rows) + 0.9), layout="constrained")
    axis = figure.add_subplot()
    known = table[~table.isnan()]
    top = 100.0 if share else max(known.max().item() if len(known) else 1.0, 1e-12)
    axis.imshow(table.numpy(), cmap="Blues", vmin=0, vmax=top, aspect="auto")
    for row, column in (~table.isnan()).nonzero().tolist():
        number = table[row, column].item()
        axis.text(column, row, f"{number:.0f}", ha="center", va="center", fontsize=9,
                  color="white" if number > 0.55 * top else "black")
    axis.set_xticks(range(len(columns)), columns)
    axis.set_yticks(range(len(rows)), rows)
    axis.tick_params(length=0)
    axis.spines[:].set_color("#cccccc")
    axis.set(xlabel=xlabel, ylabel=ylabel)
    axis.set_title(title, fontsize=11)
    return Picture(figure, alt)


def _style(axis, xlabel, ylabel, title, share):
    axis.set(xlabel=xlabel, ylabel=ylabel)
    if title:
        axis.set_title(title)
    if share:
        axis.set_ylim(-0.02, 1.02)
        axis.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(axis="y", color="#dddddd", linewidth=0.8)
    axis.set_axisbelow(True)


def _grid(rows, columns, titled, labelled, cell=0.95, row_gap=0.08, headed=False):
    """A figure with rows × columns square places for images, and room for titles, row labels and a heading."""
    left, top = (1.25 if labelled else 0.05), (0.3 if titled else 0.05) + (0.3 if headed else 0)
    width = left + columns * (cell + 0.08)
    height = top + rows * cell + (rows - 1) * row_gap + 0.05
    figure = Figure(figsize=(width, height))
    axes = figure.subplots(rows, columns, squeeze=False, gridspec_kw={
        "left": left / width, "right": 1, "top": 1 - top / height, "bottom": 0.05 / height,
        "wspace": 0.08, "hspace": row_gap / cell})
    for axis in axes.flat:
        axis.set(xticks=[], yticks=[])
    return figure, axes


def _draw(axis, image):
    image = image.detach().cpu()
    axis.imshow((image[0] if len(image) == 1 else image.permute(1, 2, 0)).numpy(), cmap="gray", vmin=0, vmax=1,
                interpolation="nearest")


def _answer(axis, label, truth, classes, more=""):
    """A network's answer over an image: blue where it is the true class, else orange with a ✗."""
    right = label == truth
    axis.set_title(f"{'' if right else '✗ '}{classes[label] if classes else label}{more}", fontsize=10,
                   color=RIGHT if right else WRONG)


def _device(net):
    return next((p.device for p in getattr(net, "parameters", list)()), torch.device("cpu"))


def _row_label(axis, label):
    if label:
        axis.set_ylabel(label, rotation=0, ha="right", va="center", fontsize=10, labelpad=8)

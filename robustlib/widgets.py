"""Live pictures: controls beside a figure that is drawn anew when they move.

Where no kernel runs (on the web, in a saved notebook) the same output shows the figure as a still picture.
"""

import html

import ipywidgets

from robustlib.plots import Picture


def slider(label, values, start=None):
    """A slider over a list of values; the arrow keys move it too."""
    values = list(values)
    options = [(f"{value:g}" if isinstance(value, (int, float)) else str(value), value) for value in values]
    return ipywidgets.SelectionSlider(options=options, value=values[0] if start is None else start,
                                      description=label, **_LOOK)


def choice(label, options, start=None):
    """A drop-down list. options: texts, or a dict text → value."""
    options = list(options.items()) if isinstance(options, dict) else list(options)
    widget = ipywidgets.Dropdown(options=options, description=label, **_LOOK)
    if start is not None:
        widget.value = start
    return widget


_LOOK = {"style": {"description_width": "initial"}, "layout": {"width": "28em"}}


class Explorer:
    """Controls and a picture that follows them: the last line of a cell. See `explore`."""

    def __init__(self, draw, controls):
        self.draw, self.controls, self._drawn = draw, controls, {}
        self.picture = self._picture()
        self._image = ipywidgets.HTML(self.picture.html())
        self.box = ipywidgets.VBox([*controls.values(), self._image])
        for control in controls.values():
            control.observe(self._update, names="value")

    def _picture(self):
        """The picture for the controls' values, drawn once for each combination."""
        values = {name: control.value for name, control in self.controls.items()}
        key = tuple(values.values())
        if key not in self._drawn:
            picture = self.draw(**values)
            if not isinstance(picture, Picture):
                raise TypeError(f"draw: expected it to return a plots.Picture, got {type(picture).__name__}")
            picture.png()
            self._drawn[key] = picture
        return self._drawn[key]

    def _update(self, _):
        try:
            self.picture = self._picture()
            self._image.value = self.picture.html()
        except Exception as error:
            # Errors in a callback end in a log that nobody reads: say it where the picture was as well.
            self._image.value = f"<pre>{html.escape(f'{type(error).__name__}: {error}')}</pre>"
            raise

    def _repr_mimebundle_(self, include=None, exclude=None):
        names = " and ".join(control.description for control in self.controls.values())
        data, metadata = self.picture._repr_mimebundle_()
        live = self.box._repr_mimebundle_()
        live = live[0] if isinstance(live, tuple) else live
        data["text/plain"] = f"{self.picture.alt} (With a running kernel this picture follows {names}.)"
        return {**live, **data}, metadata


def explore(draw, **controls):
    """A live picture: `draw(**values)` returns a plots.Picture; each keyword is a control from this module.

    Example: `widgets.explore(lambda eps: plots.images(...), eps=widgets.slider("ε", [0, 0.1, 0.2]))`
    """
    if not controls:
        raise ValueError("controls: expected at least one, such as eps=widgets.slider(…)")
    return Explorer(draw, controls)

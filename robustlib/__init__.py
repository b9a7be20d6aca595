"""The toolbox of the course: data, models, training, attacks, defences, detection, metrics, plots, widgets, checks.

Import the modules you need: `from robustlib import data, models, attacks`. Nothing heavy is
loaded before that, so that `python -m robustlib.setup` works before torch is installed.
"""

__version__ = "0.1.0"

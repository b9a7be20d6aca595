"""Python runs this at its start when the folder is on PYTHONPATH: so programs that tests start are guarded, too."""

import network_guard

network_guard.install()

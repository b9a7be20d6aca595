"""nbgrader's settings. This folder is its root: source/, release/, submitted/, autograded/, feedback/, gradebook.db.

Run `nbgrader …` in this folder, or open JupyterLab here (`make teach`) for formgrader. Chapters are assignments:
source/02-fgsm/02-fgsm.ipynb is assignment "02-fgsm". Students are created when their first submission is graded,
or by hand: `nbgrader db student add alice --first-name Alice`.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821  (traitlets puts it here)
root = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "robustness"
c.CourseDirectory.root = str(root)
# a grader that finds the database busy waits up to a minute instead of failing
c.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}?timeout=60"

# where assignments change hands: nbgrader's default, /usr/local/share/nbgrader/exchange, unless this names another
if os.environ.get("NBGRADER_EXCHANGE"):
    c.Exchange.root = os.environ["NBGRADER_EXCHANGE"]

c.ClearSolutions.code_stub = {
    "python": 'raise NotImplementedError("Your turn: replace this line with your own code, then run the check below.")'
}
c.ClearSolutions.text_stub = "*Your turn: replace this line with your own words.*"

# a check that a student deleted comes back when the notebook is graded
c.OverwriteCells.add_missing_cells = True

# progress bars, warnings and logging go to stderr, which nbgrader would take for a failure
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "(?s).*"

c.Execute.timeout = 60  # seconds a cell
c.Execute.shutdown_kernel = "immediate"
# threads that wait by spinning take the processor from each other when several notebooks are graded side by side
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

"""nbgrader's settings for students: what Validate, Assignment List and `nbgrader submit` need to know."""
import os

c = get_config()  # noqa: F821  (traitlets puts it here)

c.CourseDirectory.course_id = "robustness"

# where assignments change hands: nbgrader's default unless the environment names another folder
if os.environ.get("NBGRADER_EXCHANGE"):
    c.Exchange.root = os.environ["NBGRADER_EXCHANGE"]

c.Execute.timeout = 60  # seconds a cell, as when the course is graded

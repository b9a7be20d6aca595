"""Run a notebook from top to bottom in a fresh kernel, measure it, and tidy what it printed."""

import copy
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course.files import ChapterError

CELL_TIMEOUT = 120  # seconds; a chapter's limit is 60 in all, this leaves room for a busy machine
# no history file, and no word about how we talk to the kernel
KERNEL_OPTIONS = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=ERROR"]
WIDGET = "application/vnd.jupyter.widget-view+json"


@dataclass
class Run:
    notebook: NotebookNode
    seconds: float  # wall clock, kernel start included
    cpu_seconds: float  # of the kernel and its children
    peak_bytes: int | None  # None where the system does not tell


class Meter:
    """Processor time and peak memory of a kernel and the processes it started, sampled after each cell."""

    def __init__(self):
        self.cpu, self.peak = {}, {}

    def sample(self, pid):
        try:
            family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        for process in family:
            try:
                times = process.cpu_times()
                self.cpu[process.pid] = times.user + times.system
                if sys.platform == "linux":
                    self.peak[process.pid] = peak_memory(process.pid)
            except (psutil.NoSuchProcess, OSError):
                pass  # it ended meanwhile


def peak_memory(pid):
    """The kernel's high-water mark of resident memory (VmHWM), in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def run(course, chapter, notebook, *, go_on=False, timeout=CELL_TIMEOUT):
    """Execute a copy of the notebook in an empty folder.

    An error in a cell raises ChapterError, or with go_on stays in the cell's outputs. A cell that takes longer than
    timeout seconds, or ends the kernel, always raises.
    """
    notebook, meter, at, start = copy.deepcopy(notebook), Meter(), {}, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            timeout=timeout,
            allow_errors=go_on,
            record_timing=False,
            store_widget_state=False,
            shutdown_kernel="immediate",
            extra_arguments=KERNEL_OPTIONS,
            resources={"metadata": {"path": folder}},
            on_cell_start=lambda cell, cell_index: at.update(cell=cell.get("id")),
            on_cell_executed=lambda cell, cell_index, execute_reply: meter.sample(client.km.provisioner.pid),
        )
        try:
            client.execute(env=environment(course.root, folder))
        except CellTimeoutError:
            raise ChapterError(chapter, at["cell"], f"took more than {timeout} s") from None
        except DeadKernelError:
            raise ChapterError(
                chapter, at["cell"], "the kernel died (out of memory? a crash in compiled code?)"
            ) from None
        except CellExecutionError as error:
            raise ChapterError(chapter, at["cell"], str(error)) from None
    notebook.metadata.pop("widgets", None)
    peak = sum(meter.peak.values()) or None
    return Run(notebook, time.perf_counter() - start, sum(meter.cpu.values()), peak)


def environment(root, folder):
    """The kernel's environment: this robustlib first, no personal start-up files, figures inline whatever we use."""
    env = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(root), env.get("PYTHONPATH")]))
    env["IPYTHONDIR"] = str(Path(folder) / ".ipython")
    # Threads that wait by spinning take the processor from each other when several notebooks run side by side.
    env.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    return env


def tidy(notebook):
    """Outputs as they are kept: no stderr (progress bars), no live widgets (they need a kernel), whole streams."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = merged([output for output in map(still, cell.outputs) if output])
    return notebook


def still(output):
    """One output as a page shows it, or None if nothing is left."""
    if output.output_type == "stream":
        return None if output.name == "stderr" or not output.text else output
    if WIDGET in output.get("data", {}):
        # beside its picture a widget carries a text; without a picture that text is only the widget's repr
        del output.data[WIDGET]
        output = output if set(output.data) - {"text/plain"} else None
    if output and "image/png" in output.get("data", {}):
        output.data.pop("text/html", None)  # for JupyterLab: pages take the PNG and its alt text
    return output


def merged(outputs):
    """Neighbouring pieces of one stream joined: how a kernel cuts them is chance."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last["text"] += output.text
        else:
            joined.append(output)
    return joined

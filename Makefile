# Thin: each target is one line, the real command. Without make (Windows): type that line.
# A start may carry PYTHON=python3.12, TORCH=cpu (smaller, no GPU), NO_BROWSER=1 and ARGS="..." for the command's own options.

PYTHON ?= python3
BIN = .venv/bin

.PHONY: help env lab teach test build check bench lock

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/  make \1\t\2/p' Makefile

env:  ## prepare .venv: everything the course needs
	@$(PYTHON) -m robustlib.setup env

lab:  ## open the course in JupyterLab, on your own copy of the chapters in work/
	@$(PYTHON) -m robustlib.setup lab $(ARGS)

teach:  ## open the instructor's room, with formgrader
	@$(PYTHON) -m robustlib.setup teach $(ARGS)

test:  ## run the tests
	@$(PYTHON) -m robustlib.setup test $(ARGS)

build: env  ## make notebooks/ and solutions/ from course/source
	$(BIN)/python -m course build $(ARGS)

check: env  ## prove that the chapters keep the course's rules
	$(BIN)/python -m course check $(ARGS)

bench: env  ## measure JSMA beside other libraries, about 10 minutes; set ROBUSTLIB_DATA for MNIST
	VIRTUAL_ENV=.venv $(BIN)/uv run --no-project --with-requirements benchmarks/requirements.txt python benchmarks/jsma.py $(ARGS)

lock: env  ## pin what pyproject.toml asks for; ARGS=--upgrade takes the newest versions
	$(BIN)/uv pip compile --universal --python-version 3.11 --all-extras pyproject.toml -o requirements.lock --quiet --no-header $(ARGS)

# Every target sets up what it needs: a clean clone with Python >= 3.11 is enough.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test check format lint types bench soak record clean

demo: $(STAMP)  ## briefs and an export of the examples, offline, and one brief to read
	@$(BIN)/python examples/demo.py

test: $(STAMP)  ## the test suite: no network but loopback
	$(BIN)/python -m pytest -n auto

check: format lint types test  ## what CI runs

format: $(STAMP)
	$(BIN)/ruff format --check .

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

bench: $(STAMP)  ## every figure that is promised, into benchmarks/RESULTS.md; fails where a bound is missed
	$(BIN)/python -m benchmarks.results

soak: $(STAMP)  ## hours for machines: thousands of faulty requests, a hundred kills, fuzzing
	$(BIN)/python -m benchmarks.soak
	$(BIN)/python -m benchmarks.kills --kills 100 --articles 4000
	$(BIN)/python -m benchmarks.killed --kills 50
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[fuzz]'
	$(BIN)/python -m benchmarks.fuzz --seconds 200

record: $(STAMP)  ## what the recorded answers lack, as requests to be answered
	$(BIN)/python -m examples.record

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "llmx needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing pinned packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

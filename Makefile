# Every target sets up what it needs: a clean clone with Python >= 3.11 is enough.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test check format lint types bench soak browser land record clean

AXE        := axe-core@4.14.1
ATLAS      := world-atlas@2.0.2
BROWSER    := .browser
AS_ROOT    := $(if $(filter 0,$(shell id -u)),,sudo)

demo: $(STAMP)  ## briefs and an export of the examples, offline, and one brief to read
	@$(BIN)/python examples/demo.py

test: export PYTHONDONTWRITEBYTECODE =  # two workers and a hundred commands import the same
test: $(STAMP)  ## the test suite: no network but loopback
	$(BIN)/python -m pytest -n auto --dist worksteal

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

browser: $(STAMP)  ## the review page in a real Chromium, which is installed where it is missing (Debian)
	@command -v chromium >/dev/null && command -v npm >/dev/null && fc-list | grep -q NotoNaskhArabic \
	  || { $(AS_ROOT) apt-get update -q && $(AS_ROOT) apt-get install -qy --no-install-recommends \
	       chromium fontconfig fonts-noto-core npm; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,browser]'
	@npm install --silent --no-save --prefix $(BROWSER) $(AXE)
	$(BIN)/python -m pytest tests/browser -n auto

land: $(STAMP)  ## the land of the review page's map, from Natural Earth
	@npm install --silent --no-save --prefix $(BROWSER) $(ATLAS)
	$(BIN)/python -m tools.land $(BROWSER)/node_modules/world-atlas/countries-50m.json

record: $(STAMP)  ## what the recorded answers lack, as requests to be answered
	$(BIN)/python -m examples.record

clean:
	rm -rf $(VENV) $(BROWSER) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "llmx needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing pinned packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
INPUT ?= data/sample/articles.jsonl
OUT ?= data/results
SETTINGS ?= $(if $(filter data/sample/articles.jsonl,$(INPUT)),data/sample/settings.toml)

.DEFAULT_GOAL := help
.PHONY: help run results install install-dev test lint format lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22
	@echo "  your own files:     make run INPUT=path"

run: results ## install what is missing, build the results if they are missing or stale, open the app
	$(BIN)/streamlit run dashboard.py -- --results $(OUT)

results: install ## build the results of INPUT (default: the bundled sample) if they are missing or stale
	$(BIN)/python -m pipeline run $(INPUT) --out $(OUT) --if-stale $(if $(SETTINGS),--settings $(SETTINGS))

install: $(VENV)/.installed ## create .venv and install the pinned requirements

install-dev: $(VENV)/.installed-dev ## the same, with what the tests and checks need

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) is not installed; set PYTHON=... to a Python 3.11"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==$$(sed -n 's/^torch==//p' requirements.txt)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

test: install-dev ## install what the tests need and run them all
	$(BIN)/python -m pytest

lint: install-dev ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: install-dev ## format the code
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

lock: install ## write requirements.lock, every package with its hashes, and docs/licences.md anew from requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip compile requirements.txt --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-package torch --native-tls --custom-compile-command "make lock" --output-file requirements.lock
	$(MAKE) install
	$(BIN)/python -m tests.reliability.licences > docs/licences.md

clean: ## remove the results and caches (never .venv or data)
	rm -rf $(OUT) .pytest_cache .mypy_cache .ruff_cache

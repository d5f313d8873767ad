# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
INPUT ?= data/sample/articles.jsonl
OUT ?= data/results
# Quoted, for it may hold a blank; the shell that reads a recipe expands no ~ within quotes.
RESULTS = "$(patsubst ~/%,$(HOME)/%,$(OUT))"
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-package torch \
  --native-tls --custom-compile-command "make lock"
SETTINGS ?= $(if $(filter data/sample/articles.jsonl,$(INPUT)),data/sample/settings.toml)

.DEFAULT_GOAL := help
.PHONY: help run results install install-dev install-ray install-peers s3-server test lint format lock audit clean

help: ## list the targets
	@grep -E '^[a-z0-9-]+:.*## ' Makefile | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 22
	@echo "  your own files:     make run INPUT=path"

run: results ## install what is missing, build the results if they are missing or stale, open the app
	$(BIN)/streamlit run dashboard.py -- --results $(RESULTS)

results: install ## build the results of INPUT (default: the bundled sample) if they are missing or stale
	$(BIN)/python -m pipeline run $(INPUT) --out $(RESULTS) --if-stale $(if $(SETTINGS),--settings $(SETTINGS))

install: $(VENV)/.installed ## create .venv and install the pinned requirements

install-dev: $(VENV)/.installed-dev ## the same, with what the tests and checks need

install-ray: $(VENV)/.installed-ray ## and Ray, for `--engine ray`

install-peers: $(VENV)/.installed-peers ## and the other methods that tests/benchmarks compares with

s3-server: $(VENV)/s3-server/.installed ## the S3 server of the tests, in an environment of its own

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) is not installed; set PYTHON=... to a Python 3.11"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==$$(sed -n 's/^torch==//p' requirements.txt)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

$(VENV)/.installed-ray: requirements-ray.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-ray.lock
	@touch $@

$(VENV)/.installed-peers: tests/benchmarks/requirements.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
	  -r tests/benchmarks/requirements.lock
	@touch $@

$(VENV)/s3-server/.installed: tests/s3_server.lock | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/s3-server
	$(VENV)/s3-server/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
	  -r tests/s3_server.lock
	@touch $@

test: install-dev install-ray s3-server ## install what the tests need and run them all
	$(BIN)/python -m pytest

lint: install-dev ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: install-dev ## format the code
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

# The other files hold what the first does not: they are installed beside it. pip is that of the environment.
BESIDE = --constraint requirements.lock $$(sed -nE 's/^([a-z0-9._-]+)==.*/--no-emit-package \1/p' requirements.lock)
lock: install-dev ## write the locks, which hold every package with its hashes, and docs/licences.md anew
	$(COMPILE) requirements.txt --output-file requirements.lock
	$(COMPILE) requirements-dev.txt $(BESIDE) --no-emit-package pip --output-file requirements-dev.lock
	$(COMPILE) requirements-ray.txt $(BESIDE) --output-file requirements-ray.lock
	$(COMPILE) tests/benchmarks/requirements.txt $(BESIDE) --output-file tests/benchmarks/requirements.lock
	$(COMPILE) tests/s3_server.txt --output-file tests/s3_server.lock
	$(MAKE) install-dev install-ray install-peers s3-server
	$(BIN)/python -m tests.reliability.licences > docs/licences.md

# --strict: a package that the service does not answer for is a failure, not a clean one.
audit: install-dev ## look all pinned packages up among the known vulnerabilities (asks pypi.org)
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements.lock -r requirements-dev.lock
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements-ray.lock
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r tests/benchmarks/requirements.lock
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r tests/s3_server.lock
	grep '^torch==' requirements.txt | $(BIN)/pip-audit --strict --disable-pip --no-deps -r /dev/stdin

clean: ## remove the results, with the corrections kept there, and caches (never .venv or the sample)
	rm -rf $(RESULTS) .pytest_cache .mypy_cache .ruff_cache

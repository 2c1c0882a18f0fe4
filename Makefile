# The two commands of the README are `make demo` and `make test`; both install into .venv, from the
# locks in requirements/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST = bin/python -m pytest -n auto $(PYTEST_ARGS)
# Environments of the emulator live in the project, not in the user's home.
export LMGEN_CACHE_DIR ?= $(CURDIR)/.cache

# Wheels only: what would build an sdist is not locked.
INSTALL := $(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: --requirement
COMPILE := UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --universal \
	--python-version 3.10 --no-python-downloads --generate-hashes --no-annotate --upgrade pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help demo test fast lint newest lowest lock snapshots clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.runtime: pyproject.toml requirements/runtime.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "lmgen needs Python 3.10 or newer; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(INSTALL) requirements/dev.txt
	@touch $@

demo: $(VENV)/.runtime ## Render examples/minimal.yaml to demo/.
	$(BIN)/lmgen -v render examples/minimal.yaml -o demo

test: $(VENV)/.dev lint ## Run all tests.
	$(VENV)/$(PYTEST)

fast: $(VENV)/.dev ## Run the tests that stay within one process: seconds.
	$(VENV)/$(PYTEST) -m "not (process or terraform or provider or index or faults or e2e or checkout)"

lint: $(VENV)/.dev ## Check style and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

newest: RELEASES := --resolution highest pip
newest: $(VENV)/.dev ## Run all tests on the newest releases of what they and lmgen need.
lowest: RELEASES := --resolution lowest-direct
lowest: $(VENV)/.dev ## Run all tests on the lowest releases that pyproject.toml allows.
# Without the tests of bump-my-version, which is not installed there: its files and those of
# pytest-infrahouse's bump2version overwrite each other, in whatever order uv writes them.
newest lowest:
	$(PYTHON) -m venv --clear $(VENV)-$@
	$(BIN)/uv pip install --quiet --python $(VENV)-$@ --upgrade $(RELEASES) --group suite --editable '.[test,watch]'
	$(VENV)-$@/$(PYTEST) --ignore tests/unit/test_version.py

lock: $(VENV)/.dev ## Renew the locks in requirements/.
	$(COMPILE) --all-extras --group dev --output-file requirements/dev.txt
	$(COMPILE) --group build --constraint requirements/dev.txt --output-file requirements/runtime.txt

snapshots: $(VENV)/.dev ## Rewrite golden trees and messages; read the diff afterwards.
	$(BIN)/python -m pytest -q tests/unit --regenerate

clean: ## Remove what these commands made.
	rm -rf $(VENV) $(VENV)-newest $(VENV)-lowest .cache demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

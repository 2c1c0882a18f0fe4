# The two commands of the README are `make demo` and `make test`; both install into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Environments of the emulator live in the project, not in the user's home.
export LMGEN_CACHE_DIR ?= $(CURDIR)/.cache

.DEFAULT_GOAL := help
.PHONY: help demo test fast lint snapshots clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.runtime: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "lmgen needs Python 3.10 or newer; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: $(VENV)/.runtime ## Render examples/minimal.yaml to demo/.
	$(BIN)/lmgen -v render examples/minimal.yaml -o demo

test: $(VENV)/.dev lint ## Run all tests.
	$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

fast: $(VENV)/.dev ## Run the tests that need neither Terraform nor an emulator.
	$(BIN)/python -m pytest -m "not terraform and not provider and not e2e and not index and not faults and not checkout" -n auto --dist loadfile $(PYTEST_ARGS)

lint: $(VENV)/.dev ## Check style and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

snapshots: $(VENV)/.dev ## Rewrite golden trees and messages; read the diff afterwards.
	$(BIN)/python -m pytest -q tests/unit --regenerate

clean: ## Remove what these commands made.
	rm -rf $(VENV) .cache demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

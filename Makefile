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
.PHONY: help demo test fast lint site picture mutants tf-mutants newest lowest lock snapshots prettier check-release clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.runtime: pyproject.toml requirements/runtime.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "lmgen needs Python 3.10 or newer; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(INSTALL) requirements/dev.txt
	@touch $@

$(VENV)/.mutants: requirements/mutants.txt $(VENV)/.dev
	$(INSTALL) requirements/mutants.txt
	@touch $@

demo: $(VENV)/.runtime ## Render examples/minimal.yaml to demo/.
	$(BIN)/lmgen -v render examples/minimal.yaml -o demo

test: $(VENV)/.dev lint ## Run all tests.
	$(VENV)/$(PYTEST)

fast: $(VENV)/.dev ## Run the tests that stay within one process: seconds.
	$(VENV)/$(PYTEST) -m "not (process or terraform or provider or index or faults or e2e or checkout or browser)"

lint: $(VENV)/.dev ## Check style and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ruff format --check --isolated templates/scripts templates/tests templates/features
	$(BIN)/mypy

site: $(VENV)/.dev ## Build the pages of docs/ in build/site, with no warning.
	NO_MKDOCS_2_WARNING=1 $(BIN)/uv run --quiet --isolated --no-project --with-requirements requirements/docs.txt mkdocs build

picture: $(VENV)/.dev ## Draw the README's picture of a run again.
	$(BIN)/python docs/picture.py

mutants: $(VENV)/.mutants ## Change the code in small ways, and list what no test notices.
	$(BIN)/python -m pytest tests/mutants
	$(BIN)/python -m tests.mutants $(MODULES)

tf-mutants: $(VENV)/.dev ## Change the default module in small ways, and list what terraform test misses.
	$(BIN)/python -m tests.mutants.module $(SPEC)

newest: RELEASES := --resolution highest pip
newest: $(VENV)/.dev ## Run all tests on the newest releases of what they and lmgen need.
lowest: RELEASES := --resolution lowest-direct
lowest: $(VENV)/.dev ## Run all tests on the lowest releases that pyproject.toml allows.
# Without the tests of bump-my-version, which is not installed there: its files and those of
# pytest-infrahouse's bump2version overwrite each other, in whatever order uv writes them.
newest lowest:
	$(PYTHON) -m venv --clear $(VENV)-$@
	$(BIN)/uv pip install --quiet --python $(VENV)-$@ --upgrade $(RELEASES) --group suite --editable '.[patterns,test,watch]'
	$(VENV)-$@/$(PYTEST) --ignore tests/unit/test_version.py

lock: $(VENV)/.dev ## Renew the locks in requirements/.
	$(COMPILE) --all-extras --group dev --output-file requirements/dev.txt
	$(COMPILE) --group mutants --constraint requirements/dev.txt --output-file requirements/mutants.txt
	$(COMPILE) --group docs --output-file requirements/docs.txt
	$(COMPILE) --group build --constraint requirements/dev.txt --output-file requirements/runtime.txt

snapshots: $(VENV)/.dev ## Rewrite golden trees and messages; read the diff afterwards.
	$(BIN)/python -m pytest -q tests/unit --regenerate

check-release: $(VENV)/.dev ## Refuse to release what is not ready.
	@test -z "$$(git status --porcelain)" || { git status --short; echo 'Commit or remove these first.'; exit 1; }
	@test "$$(git branch --show-current)" = main || { echo 'Releases are made from main.'; exit 1; }
	@git fetch --quiet; test "$$(git rev-list --count 'HEAD..@{upstream}')" = 0 || { echo 'main is behind its remote: git pull.'; exit 1; }
	@test -z "$$(git tag --points-at HEAD)" || { echo "This commit is released as $$(git tag --points-at HEAD)."; exit 1; }
	@awk '/^## \[/ {on = /Unreleased/} on && /^- / {found = 1} END {exit !found}' CHANGELOG.md || { echo 'CHANGELOG.md has nothing under Unreleased.'; exit 1; }
	@set -e; built=$$(mktemp -d); trap 'rm -rf "$$built"' EXIT; \
	$(BIN)/uv build --quiet --wheel --out-dir "$$built" .; \
	run="$(BIN)/uv run --quiet --isolated --no-project --with $$(echo "$$built"/*.whl) lmgen --quiet"; \
	$$run render examples/minimal.yaml -o "$$built/module"; $$run check examples/minimal.yaml -o "$$built/module"
	@echo 'Ready: bump-my-version bump patch, minor or major.'

prettier: $(VENV)/.dev ## Fetch prettier, and check what is rendered with it.
	npx --yes prettier@$$($(BIN)/python -m tests.support.prettier) --version
	$(BIN)/python -m pytest tests/module/test_formatters.py -k prettier

clean: ## Remove what these commands made.
	rm -rf $(VENV) $(VENV)-newest $(VENV)-lowest .cache demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Everything here needs Python 3.11 or newer and the package registry; nothing else.
STACK ?= dev
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help preview test lint types pytest faults format bench clean
.DEFAULT_GOAL := help

help: ## What can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

preview: .venv/.runtime ## The whole plan of an environment and what the policies say: make preview STACK=prod
	@$(BIN)/python -m ops preview --stack $(STACK)

test: lint types pytest ## Everything that CI checks

lint: .venv/.development
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/.development
	@$(BIN)/mypy
	@$(BIN)/mypy policies/__main__.py

pytest: .venv/.development
	@$(BIN)/python -m pytest --quiet --numprocesses logical --dist loadfile --ignore tests/engine
	@$(BIN)/python -m pytest --quiet tests/engine

faults: .venv/.development ## Break deployments off at every resource of production, on the real engine, and heal them
	@REQUIRE_ENGINE=1 $(BIN)/python -m pytest --quiet tests/engine/faults tests/engine/faults/every_resource_fails.py

format: .venv/.development ## Lay the code out as CI wants it
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

bench: .venv/.development ## How long a preview takes and how much memory
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.policies

clean: ## Remove what was installed and cached
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python " + sys.version.split()[0] + " is too old; name a newer one: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: .venv/.python requirements.txt
	@echo "Installing what the platform runs on (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

.venv/.development: .venv/.runtime requirements-dev.txt
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

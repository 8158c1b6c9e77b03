# Everything a person or a CI does with Ramify. `make` alone lists the targets.

UV_VERSION := 0.13.8
PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
# The system's Python: nothing but packages is downloaded.
export UV_PYTHON_DOWNLOADS := never
# The virtual environment of this folder, whatever the caller has activated.
unexport VIRTUAL_ENV
# What is compiled is kept: each process of the tests would compile the house again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup pages screenshots demo demo-neo4j check test bench docs fmt static

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: .venv/.stamp ## build the environment (.tools and .venv) and the pages; instant when nothing changed
	@$(MAKE) -s pages || echo "All else works without them; make pages tries again." >&2

PAGES := api/http/built/explorer.js

pages: $(PAGES) ## build the page people look at, the explorer and the OpenAPI page

# Packages are fetched as the lock has them, by the environment's own Node.
$(PAGES): $(shell find web -type f -not -path "*/node_modules/*" -not -name schema.d.ts) | .venv/.stamp
	@$(BIN)/python web/pages.py
	@touch $@

.tools/.uv-$(UV_VERSION):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Ramify needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .tools || { \
	  echo "'$(PYTHON) -m venv' failed. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# Packages are compiled here once, so that the first command starts no slower than the next.
.venv/.stamp: pyproject.toml uv.lock .tools/.uv-$(UV_VERSION)
	@$(UV) sync --locked --quiet --compile-bytecode --python $(PYTHON)
	@touch $@

screenshots: setup ## take the pictures of docs/page.md
	@PYTHONPATH=. $(BIN)/python web/screenshots.py

demo: setup ## load the sample into the embedded store and serve it on 127.0.0.1:8000 (RAMIFY_PORT)
	@$(BIN)/ramify demo

demo-neo4j: setup ## the same on a real local Neo4j
	@$(BIN)/ramify demo --neo4j

static: .venv/.stamp
	@$(BIN)/ruff format --check --quiet . || { echo "run: make fmt" >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy

# What breaks first: the declarations, the loaders, the engine; each property on a few examples.
QUICK := test_architecture.py graph_model loaders queries/engine/test_propagation.py queries/impact/test_impact.py

check: setup static ## format, lint, types, and the quick tests, without Neo4j: half a minute at most
	@RAMIFY_QUICK=1 $(BIN)/pytest -q -n 2 -m "not neo4j" $(addprefix tests/,$(QUICK))

# Two workers with a Neo4j each, since Community has one database; one a server where some are given.
# Each begins with one half, so that what a module makes is made once; who ends first takes over.
WORKERS ?= $(if $(NEO4J_TEST_URI),$(words $(NEO4J_TEST_URI)),2)

test: .venv/.stamp ## what CI runs: format, lint, types, the whole suite with a real Neo4j
	@$(MAKE) --no-print-directory -j 2 static pages
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal

bench: setup ## measure; never a test
	@$(BIN)/python -m bench

docs: setup ## write the generated documents again
	@$(BIN)/python -m graph_model.reference > docs/model.md
	@$(BIN)/python -m api.docs

fmt: setup ## put the code in its format and mend what the linter can
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

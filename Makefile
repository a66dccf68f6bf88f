# What one does with this project. `make conformance` first, `make test` second; both set up `.venv` by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# One process per core for the tests; set WORKERS=0 to run them in one.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup regenerate conformance test lint mock prove proof bench requirements

help:
	@echo 'make conformance  drive every operation through the clients, then the contract suite'
	@echo 'make test         lint, type check, unit tests, contract suite'
	@echo 'make regenerate   make generated/ anew from specs/'
	@echo 'make lint         check specs, style, types and imports'
	@echo 'make mock         serve the stand-ins on http://127.0.0.1:4010'
	@echo 'make prove        break every promise of every API, and see that the suite notices (three minutes)'
	@echo 'make proof        the same beside what Schemathesis alone notices, written to docs/proof.md (ten minutes)'
	@echo 'make bench        measure speed; nothing else does'
	@echo 'make setup        the virtual environment alone'
	@echo 'make requirements compile requirements/dev.txt anew'

setup: $(READY)

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "caretasks needs Python 3.11 or newer; $(PYTHON) is older. Use: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@echo 'Setting up $(VENV)'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

regenerate: $(READY)
	@$(BIN)/python scripts/regenerate.py
	@$(BIN)/python scripts/cli_reference.py

conformance: $(READY)
	@$(BIN)/python scripts/conformance.py $(ARGS)

lint: $(READY)
	$(BIN)/python scripts/lint_specs.py
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/codespell . .github .ci
	$(BIN)/python -m tests.docs.prose
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

test: lint
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

mock: $(READY)
	@$(BIN)/caretasks mock

# The second are of nobody's APIs, without rules: what a document implies has to be caught all the same.
prove: $(READY)
	$(BIN)/caretasks prove --all $(ARGS)
	$(BIN)/caretasks prove --all --specs tests/mutation/specs $(ARGS)

proof: $(READY)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(BIN)/caretasks prove --all --baseline --report "$$folder/ours" >/dev/null && \
	$(BIN)/caretasks prove library --specs tests/mutation/specs --baseline --report "$$folder/others" >/dev/null && \
	$(BIN)/caretasks prove --join "$$folder/ours" "$$folder/others" --markdown docs/proof.md

bench: $(READY)
	@$(BIN)/python scripts/bench.py

requirements: $(READY)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make requirements' --output-file requirements/dev.txt pyproject.toml requirements/dev.in

# The development commands. Each of them sets up `.venv` first if that is missing or outdated.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Number of test processes, one per core; 0 runs the tests in the main process.
WORKERS ?= 2
# Directories without unit tests. Single slow tests in other directories have the marker `slow`.
SLOW_TESTS := codegen docs e2e mutation types

# The files whose spelling is checked: not the specs without a facts file, which have the text of their vendors.
IMPORTED := $(filter-out $(dir $(wildcard specs/*/facts.yaml)),$(dir $(wildcard specs/*/openapi.yaml)))
SPELLED := $(addprefix ./,$(filter-out specs,$(wildcard *)) $(filter-out $(IMPORTED:/=),$(wildcard specs/*)))

# The APIs whose facts are checked. The others are documents as their vendors publish them.
PROVED := $(notdir $(patsubst %/facts.yaml,%,$(wildcard specs/*/facts.yaml)))

# The tests start hundreds of processes, which import compiled code from `__pycache__` instead of compiling it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup check test test-long lint conformance regenerate new-api diff mock prove proof bench bench-scale dist sbom docs audit requirements
.PHONY: lint-types lint-others

help:
	@echo 'make check         lint, check types and run the unit tests (one minute)'
	@echo 'make test          lint, check types and run all tests and the contract suite'
	@echo 'make test-long     run the tests that check whole servers in many cases (several minutes)'
	@echo 'make lint          lint specs, code and imports, and check types'
	@echo 'make conformance   call every operation with its client, then run the contract suite'
	@echo 'make regenerate    generate generated/ from specs/'
	@echo 'make new-api       import an OpenAPI document: make new-api NAME=acme FROM=openapi.yaml'
	@echo 'make diff          compare the specs and packages with those of a git revision: make diff BASE=main'
	@echo 'make mock          serve a mock server for each API on http://127.0.0.1:4010'
	@echo 'make prove         test the contract suite with mutants of the mock servers (ten minutes)'
	@echo 'make proof         the same for the APIs with a facts file and a test spec, written to docs/proof.md (ten minutes)'
	@echo 'make bench         measure speed and memory'
	@echo 'make bench-scale   measure each step for specs of 10 to 3,000 operations, or for documents (ARGS="PATH ...")'
	@echo 'make dist          build the source distribution and the wheel in dist/, and check them'
	@echo 'make sbom          list what the wheel in dist/ depends on, in dist/caretasks.cdx.json'
	@echo 'make docs          build the documentation site in .cache/site; a broken link is an error'
	@echo 'make audit         look for known vulnerabilities in the packages of requirements/'
	@echo 'make setup         create the virtual environment .venv'
	@echo 'make requirements  compile requirements/*.txt'
	@echo
	@echo 'WORKERS=N sets the number of test processes (default: 2). ARGS="..." adds arguments to conformance and prove.'

setup: $(READY)

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "caretasks needs Python 3.11 or newer; $(PYTHON) is older. Use: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@echo 'Creating $(VENV)'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

new-api: $(READY)
	$(if $(and $(NAME),$(FROM)),,$(error name the API and its document: make new-api NAME=acme FROM=openapi.yaml))
	@$(BIN)/python scripts/new_api.py '$(subst ','\'',$(NAME))' '$(subst ','\'',$(FROM))' $(ARGS)

regenerate: $(READY)
	@$(BIN)/python scripts/regenerate.py
	@$(BIN)/python scripts/cli_reference.py
	@$(BIN)/python -m scripts.docs.api_tables

conformance: $(READY)
	@$(BIN)/python scripts/conformance.py $(ARGS)

# The types take about as long as all others together.
lint: $(READY)
	@$(MAKE) --no-print-directory --jobs=2 lint-types lint-others

lint-types:
	$(BIN)/mypy

lint-others:
	$(BIN)/python scripts/lint_specs.py
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/codespell $(SPELLED) .github .ci
	$(BIN)/python -m tests.docs.prose
	$(BIN)/python scripts/lint_imports.py

# The tests of a file run in one process, because they share fixtures.
check: lint
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -m 'not slow and not long' $(SLOW_TESTS:%=--ignore=tests/%) tests

test: lint
	$(BIN)/pytest contracts tests -n $(WORKERS) --dist loadfile -m 'not long' --api-max-examples 10

test-long: $(READY)
	$(BIN)/pytest -n $(WORKERS) -m long

# ARGS="--changelog CHANGELOG.md" writes the result under "Changed" of the changelog.
diff: $(READY)
	$(if $(BASE),,$(error name the git revision to compare with: make diff BASE=main))
	@$(BIN)/python -m scripts.changelog.spec_changes '$(subst ','\'',$(BASE))' $(ARGS)

mock: $(READY)
	@$(BIN)/caretasks mock

# The second command uses synthetic specs without vendor rules.
prove: $(READY)
	$(BIN)/caretasks prove --all $(ARGS)
	$(BIN)/caretasks prove --all --specs tests/mutation/specs $(ARGS)

proof: $(READY)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(BIN)/caretasks prove $(PROVED) --report "$$folder/ours" >/dev/null && \
	$(BIN)/caretasks prove library --specs tests/mutation/specs --report "$$folder/others" >/dev/null && \
	$(BIN)/caretasks prove --join "$$folder/ours" "$$folder/others" --markdown docs/proof.md

bench: $(READY)
	@$(BIN)/python scripts/bench.py

bench-scale: $(READY)
	@$(BIN)/python scripts/bench_scale.py $(ARGS)

# Tools that the tests do not need are installed in separate environments, from requirements/NAME.txt.
.cache/tools/%/.ready: requirements/%.txt
	@echo 'Creating $(@D)'
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

docs: .cache/tools/docs/.ready
	@.cache/tools/docs/bin/python scripts/docs/build_site.py $(ARGS)

# The tools in requirements/release.txt build it, instead of the newest ones.
dist: .cache/tools/release/.ready
	@rm -rf dist
	.cache/tools/release/bin/python -m build --no-isolation
	.cache/tools/release/bin/twine check --strict dist/*

PRINT_EXTRAS = import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"], sep=",")

sbom: .cache/tools/release/.ready
	@$(PYTHON) -m venv --clear --without-pip .cache/sbom
	@.cache/tools/release/bin/python -m pip --python .cache/sbom/bin/python install --quiet --disable-pip-version-check \
		"$$(echo dist/*.whl)[$$($(PYTHON) -c '$(PRINT_EXTRAS)')]"
	.cache/tools/release/bin/cyclonedx-py environment --pyproject pyproject.toml --mc-type library --output-reproducible \
		--output-file dist/caretasks.cdx.json .cache/sbom

audit: .cache/tools/audit/.ready
	@for file in requirements/*.txt; do \
		echo "$$file"; .cache/tools/audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement "$$file" || exit 1; done

# The extras are compiled with the development tools, so that the tests use the versions in requirements/dev.txt.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make requirements'

requirements: $(READY)
	$(COMPILE) --all-extras --output-file requirements/dev.txt pyproject.toml requirements/dev.in
	$(COMPILE) --extra fast --constraint requirements/dev.txt --output-file requirements/mock.txt pyproject.toml
	@for name in docs release audit; do \
		$(COMPILE) --output-file "requirements/$$name.txt" "requirements/$$name.in" || exit 1; done

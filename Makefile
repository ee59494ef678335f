# What a person does from the shell. Steps longer than a line are in tools/.

PYTHON ?=
ARGS ?=
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test test-slow soak check format install bench bench-million lock FORCE
.DEFAULT_GOAL := help

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile
	@echo "ARGS=... is passed on to the program or to pytest, PYTHON=... names the interpreter for .venv."

run: .venv/ready-run ## open the program; prepares everything it needs first
	@$(BIN)/python main.py $(ARGS)

test: .venv/ready-dev ## run the tests; prepares everything they need first
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

test-slow: .venv/ready-dev ## run the long proofs that make test leaves out
	@$(BIN)/python -m pytest -m slow --timeout=3600 -o faulthandler_timeout=3700 $(ARGS)

soak: .venv/ready-dev ## look for long for what must never happen: hours of events, closings and odd files
	@$(BIN)/python -m benchmarks.soak $(ARGS)

check: .venv/ready-dev ## lint, format, types and the contracts between packages
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: .venv/ready-dev ## put the code into the house format
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

install: .venv/ready-dev ## prepare .venv and Qt's system libraries, and nothing else

bench: .venv-bench/ready-bench ## run the benchmarks, in an environment of their own
	@.venv-bench/bin/python -m benchmarks $(ARGS)

bench-million: .venv-bench/ready-bench ## run the article's million epochs and compare every number (minutes)
	@.venv-bench/bin/python -m benchmarks million

lock: ## pin anew what pyproject.toml asks for (needs uv)
	uv pip compile $(LOCK_OPTIONS) pyproject.toml -o requirements/run.txt
	uv pip compile $(LOCK_OPTIONS) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt

LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--annotation-style line --custom-compile-command "make lock"

# tools/install.py writes these stamps when nothing is missing any more. Naming an interpreter asks it to look again.
.venv/ready-%: requirements/%.txt tools/install.py $(if $(PYTHON),FORCE)
	@python=$$(sh tools/find_python.sh "$(PYTHON)") && "$$python" tools/install.py .venv requirements/$*.txt

.venv-bench/ready-bench: requirements/run.txt requirements/bench.txt tools/install.py $(if $(PYTHON),FORCE)
	@python=$$(sh tools/find_python.sh "$(PYTHON)") && \
	"$$python" tools/install.py .venv-bench requirements/run.txt requirements/bench.txt

# One word a chore; the machine that checks (.ci/run) says the same words. Needs make and Python 3.11 or newer.
PYTHON ?= python3
BIN = .venv/bin
STAMP = .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install extract test slow coverage gate accuracy check wheel bench clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

install: $(STAMP) ## Install the program and its tools into .venv

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Python 3.11 or newer is needed: '$(PYTHON)' was not found (make PYTHON=/path/to/python)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: '$(PYTHON)' is older (make PYTHON=/path/to/python)."; exit 1; }
	@echo "Installing into .venv: a minute or so"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --disable-pip-version-check -q -c constraints.txt -e '.[dev]'
	@$(BIN)/python -m compileall -q src
	@touch $@

extract: install ## Extract the dossiers in input/ into output/
	@$(BIN)/dossier-extract extract input -o output

test: install ## Run the tests
	@$(BIN)/pytest

slow: install ## Run the tests that take minutes: faults, clusters, made-up input
	@$(BIN)/pytest -m slow

coverage: install ## Run the tests; fail where they reach less than 90 % of lines and branches
	@$(BIN)/pytest --cov --cov-report=term-missing:skip-covered

gate: install ## Score dossiers with gold; fail where a score falls below its floor
	@$(BIN)/python benchmarks/accuracy.py --gate

accuracy: install ## Score the whole test bed and the perturbed dossiers; slow (ACCURACY="--seeds 0..29")
	@$(BIN)/python benchmarks/accuracy.py --seeds 0..29 $(ACCURACY)
	@$(BIN)/python benchmarks/accuracy.py --perturbed

wheel: install ## Build the wheel, install it in an empty environment, do the main job there (PYTHONS="python3.12 …")
	@$(BIN)/python tools/try_wheel.py $(addprefix --python ,$(PYTHONS))

check: install ## Check style, types, imports, dependencies and rules
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy --strict src tools benchmarks
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/deptry src
	@$(BIN)/yamllint --strict rules
	@$(BIN)/dossier-extract rules check

bench: install ## Time it beside other tools (BENCH="--repeat 9 --json FILE")
	@$(BIN)/python benchmarks/speed.py $(BENCH)
	@$(BIN)/python benchmarks/memory.py
	@$(BIN)/python benchmarks/search.py

clean: ## Remove .venv, caches and builds; output/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .benchmarks .coverage build dist .cache
	@find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

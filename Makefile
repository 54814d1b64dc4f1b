# Every command sets up what it needs: a machine has Python >= 3.11, make and a package registry, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= data
export DO_NOT_TRACK := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup run test dev lint format columns bench score clients soak lock clean

help:  ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

# What running needs; the stamp says which list of packages is installed.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what running needs (about a minute) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# What testing needs on top.
$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing what testing needs ..."
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

setup: $(VENV)/run.stamp  ## Install the warehouse into .venv

run: setup  ## Build the warehouse: the synthetic corpus, or the sources you added
	@$(BIN)/warehouse build --data-dir $(DATA)

test: $(VENV)/dev.stamp  ## Run every test
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

dev: setup  ## Dagster's user interface on http://127.0.0.1:3000
	@$(BIN)/warehouse dev --data-dir $(DATA)

lint: $(VENV)/dev.stamp  ## Formatting, lint, types and SQL style
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests

format: $(VENV)/dev.stamp  ## Format Python and SQL
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/sqlfluff fix --processes 2 dbt_project/models dbt_project/tests

columns: setup  ## Write the columns of every model's .yml from columns.md and column_types.csv
	@$(BIN)/python tests/columns.py

bench: setup  ## CPU seconds and peak memory of builds, texts scanned per second
	@$(BIN)/python tests/bench.py

score: setup  ## How well the extraction does on a labelled sample and on the synthetic truth
	@$(BIN)/python tests/score.py

clients: setup  ## Read a publication with other versions of DuckDB, in environments of their own
	@$(BIN)/python tests/clients.py

soak: $(VENV)/dev.stamp  ## Kill builds at random moments, give every parser random documents
	@$(BIN)/python tests/soak.py
	@$(BIN)/python tests/fuzz.py

lock: $(VENV)/dev.stamp  ## Pin the requirements again (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-annotate --no-header --no-emit-index-url pyproject.toml --all-extras --output-file requirements/dev.txt
	@uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-annotate --no-header --no-emit-index-url pyproject.toml --extra build --constraint requirements/dev.txt --output-file requirements/run.txt

clean:  ## Remove the environment and everything built; data directories stay
	@rm -rf $(VENV) dbt_project/target dbt_project/logs .pytest_cache .mypy_cache .ruff_cache *.egg-info

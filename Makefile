# The five verbs: run, test, lint, bench, clean. Each prepares what it needs.
PYTHON ?= python3
BIN := .venv/bin
RUN_READY := .venv/run-ready
DEV_READY := .venv/dev-ready

.PHONY: run test lint bench clean

run: $(RUN_READY)
	$(BIN)/streamlit run app.py

test: $(DEV_READY)
	$(BIN)/pytest

lint: $(DEV_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV_READY)
	for name in $(basename $(notdir $(wildcard benchmarks/*.py))); do \
	    echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; done

clean:
	rm -rf .venv static/* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/pip:
	$(PYTHON) -m venv .venv

$(RUN_READY): requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(DEV_READY): requirements.txt requirements-cluster.txt requirements-dev.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(RUN_READY)

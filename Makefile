# Every target makes its own environment from the lock; nothing has to be installed first but Python and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test soak check bench clean lock

demo: $(READY)  ## the program on an embedded sample
	@$(BIN)/forumplan demo

test: check  ## what must pass before anything lands
	$(BIN)/python -m pytest -m "not soak" -n auto

soak: check  ## the long forms of the tests
	$(BIN)/python -m pytest

check: $(READY)  ## style, types, who may import whom
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(READY)  ## figures and ratios; see benchmarks/README.md
	@for name in benchmarks/bench_*.py; do echo "== $$name"; $(BIN)/python $$name || exit 1; done

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing from the lock ..." >&2
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

lock:  ## write the lock anew: names, versions, hashes, no address
	$(BIN)/python -m pip install -q pip-tools
	$(BIN)/pip-compile -q --extra dev --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
	  --no-emit-trusted-host --no-emit-find-links -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

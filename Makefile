# Each target sets up .venv by itself. Needs Python 3.11 or newer and git; nothing else.
.PHONY: run help check test attack lint types quick-tests tests lab refresh site bench lock clean
unexport PYTHONDONTWRITEBYTECODE # without byte-code every process starts two to four times slower

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9

run: .venv/run ## execute the collection and export its figures
	@$(BIN)/heartland run

help: ## list these targets
	@sed -n "s/^\([a-z]*\):[^#]*## /\1:	/p" Makefile | expand -t 10

check: .venv/dev ## lint, types and the quick tests: for every save, under 20 seconds
	@$(MAKE) --no-print-directory -j lint types quick-tests

test: .venv/dev ## lint, types, and all tests but of the site, in a browser, and attacks: before every commit
	@$(MAKE) --no-print-directory -j lint types tests

attack: .venv/dev ## all other tests: site, browser, JupyterLab, faults, installation; some ten minutes
	@$(BIN)/pytest tests -m "site or browser or attack or release" -rA

lint: .venv/dev
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check .

types: .venv/dev
	@$(BIN)/mypy

# Of what is skipped for want of a program (TypeScript) only the number is told here: -rfE.
quick-tests: .venv/dev
	@$(BIN)/pytest -m "not (slow or kernel or site or browser or attack or release)" -q -rfE

tests: .venv/dev
	@$(BIN)/pytest

lab: .venv/run ## open JupyterLab on the start notebook; ARGS="--port=8899" are its options
	@$(BIN)/heartland lab $(ARGS)

refresh: .venv/dev ## rerun everything in place and rewrite what is generated
	@$(BIN)/python site/generated.py

bench: .venv/dev ## measure how long one waits and write docs/speed.md: five minutes; ARGS="--tests=200" tells what was timed by hand
	@$(BIN)/python tests/bench.py $(ARGS)

site: .venv/dev ## build the gallery in build/site: some four minutes the first time, then only what changed is run again
	@$(BIN)/heartland run && $(BIN)/python site/build.py

lock: ## resolve the dependencies anew
	@$(PYTHON) -m venv .venv && $(BIN)/pip install -q uv==$(UV_VERSION)
	@$(UV) pip compile -q --universal --no-header --no-annotate --generate-hashes --upgrade pyproject.toml -o requirements.lock
	@$(UV) pip compile -q --universal --no-header --no-annotate --generate-hashes --extra test --extra site --extra office -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## remove the environment, runs and builds
	rm -rf .venv build dist runs .pytest_cache .mypy_cache .ruff_cache

# An environment is of its folder, and whole with its pip: one that was moved, whose set-up was cut
# short, or whose Python is no longer there, is set up anew.
SOUND := $(shell grep -qsF "$$(pwd -P)/.venv" .venv/pyvenv.cfg && test -x $(BIN)/pip && $(BIN)/python -c "" 2>/dev/null && echo yes)
ifneq ($(SOUND),yes)
.PHONY: .venv/run .venv/dev
endif

# $(call sync,LOCK): with uv when it can be had (11 seconds), else with pip (35 seconds).
define sync
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "Heartland needs Python 3.11 or newer, and $(PYTHON) is older. Name another: make PYTHON=python3.12" >&2; exit 2; }
@echo "$(if $(SOUND),bringing .venv up to date,setting up .venv)" >&2
@test -n "$(SOUND)" || $(PYTHON) -m venv --clear .venv
@{ test -x $(UV) || $(BIN)/python -m pip install -q uv==$(UV_VERSION); } && \
	UV_COMPILE_BYTECODE=1 $(UV) pip sync -q --python $(BIN)/python --require-hashes $(1) && \
	$(UV) pip install -q --python $(BIN)/python --no-deps -e . || { \
	echo "uv failed, trying pip" >&2; \
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r $(1) && $(BIN)/python -m pip install -q --no-deps -e .; }
@touch $@
endef

# The development environment holds all that a run needs: never take packages away again.
.venv/run: requirements.lock pyproject.toml
	$(call sync,$(if $(wildcard .venv/dev),requirements-dev.lock,$<))

.venv/dev: requirements-dev.lock pyproject.toml
	$(call sync,$<)
	@touch .venv/run

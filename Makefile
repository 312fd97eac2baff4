# `make run` starts the program, `make test` runs the checks; each does all the set-up it needs. `make help` lists the rest.
#
# Paths are relative and tools run as `python -m`, so the folder may be called anything and may be moved.

VENV   := .venv
PY     := $(VENV)/bin/python
STAMP  := $(VENV)/.installed
SOURCE := core gui main.py benchmarks tools tests

# The first Python that the locked versions support; `make PYTHON=python3.12 setup` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && { echo "$$p"; break; }; done)

# Factor on the counts of the soak tests, and what Hypothesis does in them (tests/conftest.py).
CONVAS_SOAK ?= 10

# Packages of another environment must not leak into this one; a user's pip settings must not redirect it.
unexport PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX
export PIP_USER := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_REQUIRE_VIRTUALENV := 0

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test bench soak coverage lock clean FORCE

help:
	@echo "make run       start the program (ARGS=library:inception-3a, a file, or a command)"
	@echo "make test      format, lint, types, imports, tests (PYTEST_ARGS=-k ... for fewer)"
	@echo "make setup     make $(VENV) and check the system's libraries, which run and test do anyway"
	@echo "make bench     measure (ARGS=...)"
	@echo "make soak      the long tests (CONVAS_SOAK=$(CONVAS_SOAK) multiplies their counts)"
	@echo "make coverage  line and branch coverage, as text and in htmlcov/"
	@echo "make lock      requirements.in -> requirements.lock"
	@echo "make clean     remove everything that was made here"

# --- set-up ---
# The stamp is a copy of the lock that was installed, written last: half-built environments have none, and a lock
# that only got a new date (git switch) costs nothing. An environment whose Python went away is made again.
ifneq ($(shell $(PY) -c 'import msgspec' 2>/dev/null && echo works),works)
$(STAMP): FORCE
endif
$(STAMP): requirements.lock
	@if cmp -s requirements.lock $@ && $(PY) -c 'import msgspec' 2>/dev/null; then touch $@; else \
	  set -e; \
	  test -n "$(PYTHON)" || { echo "Convas needs Python 3.11 to 3.14; none was found" >&2; exit 1; }; \
	  rm -f $@; \
	  "$(PYTHON)" tools/check_system.py python; \
	  echo "Making $(VENV)"; \
	  "$(PYTHON)" -m venv --clear $(VENV) >/dev/null 2>&1 || "$(PYTHON)" -m venv --without-pip --clear $(VENV); \
	  if $(PY) -m pip --version >/dev/null 2>&1; \
	  then $(PY) -m pip install -q --require-hashes -r requirements.lock; \
	  else "$(PYTHON)" -m pip --python $(PY) install -q --require-hashes -r requirements.lock; fi; \
	  cp requirements.lock $@; fi

setup: $(STAMP)
	@$(PY) tools/check_system.py qt --memory $(VENV)/.system

# --- use ---
# Without a display main.py says so in one line, names the commands that need none, and ends with 2.
run: ARGS ?= library:inception-3a
run: setup
	@exec $(PY) main.py $(ARGS)

# --- check ---
test: export QT_QPA_PLATFORM := offscreen
test: setup
	@$(PY) tools/check_system.py display --memory $(VENV)/.display
	@echo "== ruff format"; $(PY) -m ruff format --check --quiet --diff .
	@echo "== ruff check";  $(PY) -m ruff check --quiet .
	@echo "== mypy";        $(PY) -m mypy $(wildcard $(SOURCE))
	@echo "== imports";     $(PY) -c 'from importlinter.cli import lint_imports_command as main; main()' --no-logo
	@echo "== pytest";      $(PY) -m pytest -q $(PYTEST_ARGS)

bench: export QT_QPA_PLATFORM ?= offscreen
bench: setup
	$(PY) -m benchmarks $(ARGS)

soak: export QT_QPA_PLATFORM := offscreen
soak: export HYPOTHESIS_PROFILE := soak
soak: export CONVAS_SOAK := $(CONVAS_SOAK)
soak: setup
	$(PY) -m pytest -m soak $(PYTEST_ARGS)

coverage: export QT_QPA_PLATFORM := offscreen
coverage: setup
	$(PY) -m coverage run -m pytest -q $(PYTEST_ARGS)
	@$(PY) -m coverage html --quiet
	@$(PY) -m coverage report

# uv writes no registry host into this format; the other lock formats hold one. Settings of this machine stay out.
lock: setup
	@command -v uv >/dev/null || test -x .uv/bin/uv || $(PY) -m pip install -q --target .uv uv || "$(PYTHON)" -m pip install -q --target .uv uv
	@PATH="$$PATH:$(CURDIR)/.uv/bin" uv pip compile --quiet --no-config --universal --generate-hashes --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --upgrade \
	  --output-file requirements.lock requirements.in

clean:
	rm -rf $(VENV) .uv build dist htmlcov .coverage .coverage.* .benchmarks .hypothesis .import_linter_cache \
	  .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

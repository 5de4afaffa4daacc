# Qiaomen 敲门. `make` alone lists what there is.
# Needs: make, and Python 3.11 or newer. Everything else is put into .venv here.

PORT ?= 8000
# Which demo: community (one community, starts in seconds) or district (40 of them, for load).
DEMO ?= community
DATA ?= var/$(DEMO)
# A Python to use instead of the one found: make run PYTHON=/opt/python3.13/bin/python3
PYTHON ?=
# Extra words for pytest: make unit ARGS="-k receipts"
ARGS ?=

BIN := .venv/bin
UV_MIN := uv>=0.9
# A downloaded Python would hide that this machine has none that fits; we say so ourselves.
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV
unexport UV_PROJECT_ENVIRONMENT
# Without compiled files every start would read all sources again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test lint unit e2e rows bench messages machine clean

help: ## list the targets
	@echo "make run        start the demo at http://localhost:$(PORT)  (PORT=, DATA=, DEMO=district)"
	@echo "make test       everything CI runs: lint, unit and browser tests"
	@echo "make lint       ruff, mypy, import-linter"
	@echo "make unit       tests/, on SQLite and PostgreSQL  (ARGS=\"-k word\")"
	@echo "make e2e        e2e/, in a real browser  (ARGS=\"-k word\")"
	@echo "make rows       docs/rows.md: what is built, and the tests that show it  (ARGS=--new: only new ones)"
	@echo "make bench      measurements, each against its claim"
	@echo "make messages   collect the texts to translate  (ADD=\"file.tsv …\" fills them in)"
	@echo "make clean      remove .venv, caches and artifacts; keeps var/ (your data)"

run: .venv/.runtime ## build the demo when there is none, and serve it
	@exec $(BIN)/qiaomen demo --data "$(DATA)" --port "$(PORT)" $(if $(filter district,$(DEMO)),--scale district)

test: machine lint unit e2e ## what CI runs

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

unit: .venv/.dev
	$(BIN)/pytest tests -n 2 $(ARGS)

e2e: .venv/.dev
	$(BIN)/pytest e2e $(ARGS)

rows: .venv/.dev
	$(BIN)/python -m tests.rows $(ARGS)

bench: .venv/.dev
	@set -e; for script in bench/[!_]*.py; do echo "== $$script"; $(BIN)/python -m bench.$$(basename $$script .py); done

messages: .venv/.dev
	$(BIN)/python -m app.kit.messages $(foreach file,$(ADD),--add "$(file)")

# The browser, the database, nginx, LibreOffice and the Chinese font of the tests.
machine: .venv/.dev
	@$(BIN)/python -m tests.machine

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- the environment -------------------------------------------------------
# Stamps: a second start finds them newer than uv.lock and goes straight on.

.venv/.runtime: uv.lock pyproject.toml
	$(call sync,--no-dev,what Qiaomen needs to run)

.venv/.dev: uv.lock pyproject.toml
	$(call sync,--group dev,the test tools)
	@touch .venv/.runtime

# --inexact: starting the demo must not throw the test tools (or uv itself) out again.
define sync
	@set -e; \
	$(find_python); \
	if uv --version >/dev/null 2>&1; then uv=uv; else uv=.venv/bin/uv; fi; \
	if ! .venv/bin/python -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then \
	  echo "Making .venv with $$python ($$($$python -V 2>&1))"; \
	  rm -rf .venv; \
	  if [ "$$uv" = uv ]; then uv venv --quiet --python "$$python" .venv; else $(plain_venv); fi; \
	fi; \
	if [ "$$uv" != uv ] && [ ! -x .venv/bin/uv ]; then \
	  echo "Installing uv into .venv"; \
	  .venv/bin/python -m pip install --quiet --disable-pip-version-check '$(UV_MIN)'; \
	fi; \
	echo "Installing $(2) into .venv (the first time takes a minute or so)"; \
	$$uv sync --quiet --frozen --inexact --python .venv/bin/python $(1); \
	touch $@
endef

define find_python
	python=; \
	for name in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14; do \
	  found=$$("$$name" -c "import sys; sys.version_info >= (3, 11) and print(sys.executable)" 2>/dev/null) || found=; \
	  if [ -n "$$found" ]; then python=$$found; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Qiaomen needs Python 3.11 or newer, and found none (looked for python3, python3.11 to python3.14)."; \
	  echo "Install one, or name it: make run PYTHON=/path/to/python3"; \
	  exit 1; \
	fi
endef

# Debian and Ubuntu ship Python without the part that makes environments.
define plain_venv
	"$$python" -m venv .venv >/dev/null 2>&1 || { \
	  rm -rf .venv; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "This Python cannot make environments: installing Debian's python3-venv"; \
	    apt-get install -y -qq python3-venv >/dev/null; \
	  else \
	    echo "This Python cannot make environments. On Debian or Ubuntu: sudo apt-get install python3-venv"; \
	    exit 1; \
	  fi; \
	  "$$python" -m venv .venv; \
	}
endef

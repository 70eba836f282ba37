# Sets up an environment of its own on a fresh machine, then runs.  `make` lists the targets.
#   make demo PYTHON=python3.12    with a Python of your choice (3.11 or newer)
#   make test VENV=/tmp/venv       with the environment somewhere else
#   make test JOBS=4               with so many tests at once

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?=
JOBS ?= 2
STUDIES ?= smudging arms causes dose robustness evidence
SWEEPS ?= sensitivity
KILLS ?= 100
CASES ?= 20000
RESULTS ?= results
CONTRASTS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo figures test test-fast test-oldest test-slow test-slurm nightly lint types bench clean
.DELETE_ON_ERROR:

empty :=
space := $(empty) $(empty)

# a Python named on the command line is used or refused, never replaced
others := $(if $(filter command,$(origin PYTHON)),,python3.14 python3.13 python3.12 python3.11)
found := $(shell for python in "$(PYTHON)" $(others); do \
	version=$$("$$python" -c 'import sys; sys.version_info >= (3, 11) and sys.stdout.write("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) \
	&& [ -n "$$version" ] && { echo "$$version $$python"; break; }; done)
version := $(firstword $(found))
python := $(wordlist 2,$(words $(found)),$(found))

bin := $(VENV)/bin
parallel := -n $(JOBS) --dist loadfile
venv_target := $(subst $(space),\ ,$(VENV))
ready := $(venv_target)/.ready-$(or $(version),none)
dev_ready := $(venv_target)/.dev-ready-$(or $(version),none)
docs_ready := $(venv_target)/.docs-ready-$(or $(version),none)

NO_COMPILER := cortex_sim needs a C++ compiler, but none works of: $${CXX:-g++, c++, clang++}. Install one: 'apt-get install g++' (Debian, Ubuntu), 'dnf install gcc-c++' (Fedora), 'xcode-select --install' (macOS), 'conda install cxx-compiler' (conda).
NO_PYTHON := cortex_sim needs Python 3.11 or newer, but none of these is: $(strip $(PYTHON) $(others)). Install one, or name it: make PYTHON=/path/to/python3.12
NO_VENV := $(python) cannot make virtual environments. Install its venv module: 'apt-get install python3-venv' (Debian, Ubuntu).
NOT_OURS := $(VENV) is there but is not a virtual environment. Remove it, or name another: make VENV=.venv-new

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(ready) ## the environment alone

demo: $(ready) ## main job on a small cohort: table and pictures, in minutes
	@"$(bin)/cortex-sim" run configs/demo.yaml

figures: $(ready) ## all pictures of STUDIES and SWEEPS, running only what is missing
	@"$(bin)/cortex-sim" figures $(STUDIES) --results "$(RESULTS)"
	@for sweep in $(SWEEPS); do \
	    "$(bin)/cortex-sim" sweep run "configs/sweeps/$$sweep.yaml" --results "$(RESULTS)" \
	        && "$(bin)/cortex-sim" figures "$$sweep" --results "$(RESULTS)" || exit; \
	done

test: $(ready) ## all tests but those marked slow or slurm
	@"$(bin)/python" -m pytest $(parallel) -m "not slow and not slurm" $(PYTEST_ARGS)

test-fast: $(ready) ## tests that need no compiler
	@"$(bin)/python" -m pytest $(parallel) -m "not slow and not compiled and not slurm" $(PYTEST_ARGS)

# old releases and new ones warn of what is deprecated in each other
test-oldest: ## all those with the oldest dependencies that setup.cfg allows
	@$(MAKE) --no-print-directory VENV="$(VENV)-oldest" setup
	@"$(VENV)-oldest/bin/python" tests/hostile/oldest.py >"$(VENV)-oldest/oldest.txt"
	@"$(VENV)-oldest/bin/python" -m pip install -q --no-input -r "$(VENV)-oldest/oldest.txt"
	@$(MAKE) --no-print-directory VENV="$(VENV)-oldest" PYTEST_ARGS="-W ignore::DeprecationWarning $(PYTEST_ARGS)" test

test-slurm: $(ready) ## sweeps on a real Slurm of three nodes on this machine
	@"$(bin)/python" -m pytest -m slurm $(PYTEST_ARGS)

test-slow: $(ready) ## science on cohorts
	@"$(bin)/python" -m pytest $(parallel) -m "slow and not slurm" $(PYTEST_ARGS)

nightly: $(ready) ## long and hostile: KILLS kills, odd surroundings, CASES hostile files, breaks
	@"$(bin)/python" tests/hostile/kills.py --kills $(KILLS)
	@"$(bin)/python" tests/hostile/environment.py
	@CORTEX_SIM_FUZZ_CASES=$(CASES) CORTEX_SIM_FUZZ_SEED=$$(date +%j) "$(bin)/python" -m pytest $(parallel) tests/fuzz
	@"$(bin)/python" tests/breaks/run_breaks.py --rooms

lint: $(dev_ready) ## style, layout and common mistakes
	@"$(bin)/python" -m ruff check .
	@"$(bin)/python" -m ruff format --check .

types: $(dev_ready) ## static types
	@"$(bin)/python" -m mypy

.PHONY: docs setup-docs
setup-docs: $(docs_ready) ## the environment with what the site needs

docs: $(docs_ready) ## documentation site in docs/_build/html
	@"$(bin)/python" -m sphinx -q -W --keep-going -b html -d docs/_build/doctrees docs docs/_build/html
	@echo "docs/_build/html/index.html"

.PHONY: numbers
numbers: $(ready) ## numbers in the text of pages, from RESULTS; contrasts of the studies CONTRASTS
	@"$(bin)/python" docs/_ext/number_tables.py "$(RESULTS)"
	@for study in $(CONTRASTS); do \
	    "$(bin)/cortex-sim" table $$study --of contrasts --results "$(RESULTS)" --quiet \
	        --out docs/numbers/$$study-contrasts.csv || exit; \
	done
	@"$(bin)/python" docs/_ext/numbers_in_text.py --write

bench: $(ready) ## speed and memory
	@"$(bin)/python" benchmarks/run.py
	@"$(bin)/python" benchmarks/backends.py
	@"$(bin)/python" benchmarks/scale.py

clean: ## remove the environment and caches, never results
	@if [ -f "$(VENV)/pyvenv.cfg" ]; then rm -rf "$(VENV)"; fi
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis build docs/_build docs/_api docs/gallery *.egg-info
	@find cortex_sim tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(ready): setup.cfg pyproject.toml
	@if [ -n "$$CXX" ]; then set -- "$$CXX"; else set -- g++ c++ clang++; fi; for compiler; do \
	    printf '#include <random>\nint main() {}\n' | { "$$compiler" -x c++ -fsyntax-only - || $$compiler -x c++ -fsyntax-only -; } 2>/dev/null && exit 0; \
	done; echo "$(NO_COMPILER)" >&2; exit 1
	@[ -n "$(version)" ] || { echo "$(NO_PYTHON)" >&2; exit 1; }
	@"$(python)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(NO_VENV)" >&2; exit 1; }
	@[ ! -e "$(VENV)" ] || [ -f "$(VENV)/pyvenv.cfg" ] || { echo "$(NOT_OURS)" >&2; exit 1; }
	@if ! "$(bin)/python" -c 'import pip, sys; sys.exit("%d.%d.%d" % sys.version_info[:3] != "$(version)")' 2>/dev/null; then \
	    rm -rf "$(VENV)" && "$(python)" -m venv "$(VENV)"; \
	fi
	@echo "Installing cortex_sim into $(VENV) with Python $(version); this takes about a minute."
	@$(call pip_install,-e '.[test]')
	@touch "$(VENV)/.ready-$(version)"

# by its name, so that the package itself is not installed anew under running tests
$(dev_ready): $(ready)
	@$(call pip_install,'cortex_sim[dev]')
	@touch "$(VENV)/.dev-ready-$(version)"

$(docs_ready): $(ready)
	@$(call pip_install,'cortex_sim[docs]')
	@touch "$(VENV)/.docs-ready-$(version)"

define pip_install
"$(bin)/python" -m pip install --disable-pip-version-check --no-input $(1) >"$(VENV)/pip.log" 2>&1 \
	|| { cat "$(VENV)/pip.log" >&2; echo "Installing failed; what pip said is above. Is the network reachable?" >&2; exit 1; }
endef

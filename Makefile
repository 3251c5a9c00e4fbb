# For machines with make: finds a Python and hands over to run.py, which does the work.
PY := $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 \
	&& $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

run: need
	@$(PY) run.py demo
test lint fmt bench docs mutate lock: need
	@$(PY) run.py $@
validate: need
	@$(PY) run.py validate --record src/sequela/validation/results
need:
	@test -n "$(PY)" || { echo "Python 3.11+ not found. On Debian or Ubuntu:  sudo apt install python3 python3-venv" >&2; exit 1; }

.DEFAULT_GOAL := run
.PHONY: run test lint fmt bench docs mutate lock validate need

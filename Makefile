.DEFAULT_GOAL := help
.PHONY: help demo up test bench soak reset lint types messages lock

PORT ?= 8000
DATA ?= var
PYTEST_ARGS ?= -n auto --dist loadfile --no-loadscope-reorder -m "not browser and not production and not slow"
# Not called PYTHON, which scripts/setup takes from the environment.
RUN := .venv/bin/python
UV_COMPILE := .venv/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url \
	--no-header --no-annotate --python-version 3.11 pyproject.toml

help:  ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'
	@echo "  (demo, up and reset take PORT=8000 and DATA=var; DATABASE_URL and REDIS_URL are used when set)"

demo: .venv/runtime  ## Set everything up and run web and worker with the demo data
	@DATA="$(DATA)" exec $(RUN) manage.py serve --port "$(PORT)"

up: .venv/runtime  ## Run the production profile on this machine: PostgreSQL, Redis, proxy, two of each server
	@PYTHONPATH=site exec $(RUN) -m callout.up --port "$(PORT)" --data "$(DATA)/up"

test: .venv/dev  ## Run the tests (on SQLite, unless DATABASE_URL says otherwise)
	@$(RUN) -m pytest $(PYTEST_ARGS)

soak: .venv/dev  ## Run the long tests, minutes each (on SQLite, unless DATABASE_URL says otherwise)
	@for script in soak/[a-z]*.py; do \
		echo "$$script"; $(RUN) -m soak.$$(basename $$script .py) || exit 1; \
	done

bench: .venv/dev  ## Measure speed and memory beside the limit (BENCH_SHORT=1: whether the scripts run)
	@for script in records writes transition live nearby sweep targets ledger metering; do \
		$(RUN) bench/$$script.py || exit 1; \
	done

reset: .venv/runtime  ## Drop the demo's data
	@DATA="$(DATA)" $(RUN) manage.py reset

lint: .venv/dev  ## Check style and the import law
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@$(RUN) -m pytest -q tests/test_import_law.py

types: .venv/dev  ## Check types
	@.venv/bin/mypy addons/base site/callout addons/appointments addons/billing addons/completion addons/consultations addons/desk addons/desk_wallet addons/job_payments addons/knowledge addons/knowledge_tickets addons/ledger addons/mailbox addons/payments addons/payouts addons/reviews addons/tickets

messages: .venv/runtime  ## Gather the texts to translate and compile the translations (needs GNU gettext)
	@$(RUN) manage.py messages

lock: .venv/dev  ## Bring the locked dependencies up to date
	@$(UV_COMPILE) -o requirements.lock
	@$(UV_COMPILE) --group dev -o requirements-dev.lock

.venv/runtime: requirements.lock scripts/uv.lock
	@scripts/setup requirements.lock && touch $@

.venv/dev: requirements-dev.lock scripts/uv.lock
	@scripts/setup requirements-dev.lock && touch $@ .venv/runtime

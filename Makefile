# The two commands of a newcomer: make run, make test.
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DEMO := instance/demo

.PHONY: setup run test lint lock

setup: $(VENV)/.ready

# What pip says is shown only if it fails.
$(VENV)/.ready: .ci/requirements.lock pyproject.toml
	@echo "正在准备 .venv，第一次要一两分钟 ……"
	@python3 -m venv $(VENV)
	@$(BIN)/pip install --require-hashes -r .ci/requirements.lock > $(VENV)/pip.log 2>&1 \
	  && $(BIN)/pip install --no-deps --no-build-isolation -e . >> $(VENV)/pip.log 2>&1 \
	  && $(BIN)/python -m compileall -q generator collector >> $(VENV)/pip.log 2>&1 \
	  || { cat $(VENV)/pip.log >&2; exit 1; }
	@touch $@

# The demo lives in a copy of its own, on the demo's date; no tracked file is touched. Its QR codes lead to this
# machine: they show where codes stand, and no phone can follow them. Another port is another address, so it is
# built again.
run: export WANHU_STORE = $(DEMO)/store
run: export WANHU_CONTENT = $(DEMO)/content
run: export WANHU_SITE = $(DEMO)/site
run: export WANHU_TODAY = 2022-08-05
run: export WANHU_BASE_URL = http://127.0.0.1:$(PORT)/
run: setup
	@test -e $(DEMO)/ready || { \
	  echo "正在做演示活动 ……" && rm -rf $(DEMO) && mkdir -p $(DEMO) && cp -R content $(DEMO)/content && \
	  $(BIN)/wanhu demo && touch $(DEMO)/ready; }
	@grep -qx "$(PORT)" $(DEMO)/ready || { $(BIN)/wanhu build && echo "$(PORT)" > $(DEMO)/ready; }
	@exec $(BIN)/wanhu serve --port $(PORT)

test: setup
	$(BIN)/pytest -n auto

lint: setup
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

# After a change of dependencies in pyproject.toml; the file carries hashes and no index address.
lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra test --extra postgresql --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --quiet --custom-compile-command 'make lock' -o .ci/requirements.lock

#!/usr/bin/env bash
# 准备环境，然后运行全部检查和测试。
set -u
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/installer/setup.sh"
set_up $SYSTEM_PACKAGES $TEST_PACKAGES

cd "$ROOT" || exit 3
failed=0
check() { say "== $*"; "$@" || failed=1; }
check .venv/bin/ruff format --check .
check .venv/bin/ruff check .
check .venv/bin/lint-imports
check .venv/bin/mypy
export QT_QPA_PLATFORM=offscreen
# files side by side on all processors: each test makes its own desk, its own settings and its own office profile
# a suite that does not come to its end is broken off and told, long before anybody stops waiting for it
check timeout -k 30 70m .venv/bin/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder --max-worker-restart=3 "$@"
exit $failed

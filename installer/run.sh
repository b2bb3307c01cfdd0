#!/usr/bin/env bash
# 一条命令：准备环境，生成演示台账和期刊到 out/，有屏幕时打开窗口。--setup-only 只准备环境。
set -u
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$ROOT/installer/setup.sh"

case "${1:-}" in
  ""|--setup-only) ;;
  *) say "用法：bash installer/run.sh [--setup-only]"; exit 2 ;;
esac

set_up $SYSTEM_PACKAGES
[ "${1:-}" = "--setup-only" ] && { say "环境已就绪：$ROOT/.venv"; exit 0; }

if ls "$ROOT"/out/*.desk >/dev/null 2>&1 && ls "$ROOT"/out/*.docx >/dev/null 2>&1; then
  say "演示成果已在 out/ 中（删除 out/ 后重新运行可再生成）。"
else
  "$ROOT/.venv/bin/bureau-desk" demo "$ROOT/out"
  status=$?
  [ $status -le 1 ] || exit $status
fi

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$ROOT/.venv/bin/bureau-desk" --desk "$(ls "$ROOT"/out/*.desk | head -n 1)"
fi
say "没有检测到屏幕，窗口未打开。可在有桌面的机器上运行：.venv/bin/bureau-desk"

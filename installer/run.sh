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

# What the demo follows from: names and contents of program, resources and first data. A newer program makes it anew.
program_stamp() {
  (cd "$ROOT" && find bureau_desk resources seeds pyproject.toml -type f ! -name '*.pyc' -print0 2>/dev/null |
    LC_ALL=C sort -z | xargs -0 cksum | cksum)
}

OUT=$ROOT/out
DESK=$OUT/演示台账.desk
STAMP=$(program_stamp)
if [ -e "$DESK" ] && ls "$OUT"/*.docx >/dev/null 2>&1 && [ "$(cat "$OUT/.program-stamp" 2>/dev/null)" = "$STAMP" ]; then
  say "演示成果已在 out/ 中（删除 out/ 后重新运行可再生成）。"
else
  [ -e "$DESK" ] && say "程序有更新，重新生成演示成果；改动过的演示台账会另存为“演示台账.旧-….desk”，不会覆盖。"
  "$ROOT/.venv/bin/bureau-desk" demo "$OUT"
  status=$?
  if [ $status -le 1 ]; then
    printf '%s\n' "$STAMP" > "$OUT/.program-stamp"
  elif [ -e "$DESK" ]; then
    say "演示成果没有更新（原因见上），out/ 中仍是原有的台账；下次运行时再试。"
  else
    exit $status
  fi
fi

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec "$ROOT/.venv/bin/bureau-desk" --desk "$DESK"
fi
say "没有检测到屏幕，窗口未打开。可在有桌面的机器上运行：.venv/bin/bureau-desk"

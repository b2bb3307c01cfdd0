# Sets up the project's own environment; sourced by run.sh and test.sh, which have set ROOT.
# Everything it does is skipped when it is already done, so a second call takes a second or two.

SYSTEM_PACKAGES="libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 fontconfig fonts-noto-cjk fonts-noto-cjk-extra fonts-lxgw-wenkai fonts-liberation libreoffice-writer-nogui libreoffice-calc-nogui"
TEST_PACKAGES="xvfb poppler-utils"

say() { printf '%s\n' "$*"; }

# 以 root 或 sudo 身份运行；两者都不行时返回失败。
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; return; fi
  command -v sudo >/dev/null 2>&1 || return 1
  if [ -t 0 ]; then sudo "$@"; else sudo -n "$@"; fi
}

missing_packages() {
  command -v dpkg-query >/dev/null 2>&1 || return 0
  for name in "$@"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q "ok installed" || printf '%s ' "$name"
  done
}

install_system() {
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    say "本机没有 apt，请自行安装等价的系统组件：$missing"
    return 0
  fi
  say "安装系统组件：$missing"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1
  # One by one after a failure: a name that this release does not have must not keep the others away.
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1; then
    for name in $missing; do
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$name" >/dev/null 2>&1
    done
  fi
  missing=$(missing_packages "$@")
  if [ -n "$missing" ]; then
    say "以下系统组件没有装上，请由管理员执行：sudo apt-get install $missing"
    say "缺少 LibreOffice 时不能生成 PDF，缺少中文字体时图表无法绘制；其余功能可用。"
  fi
}

find_python() {
  for name in python3.11 python3.12 python3.13 python3; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      printf '%s' "$name"; return 0
    fi
  done
  return 1
}

ensure_python() {
  PYTHON=$(find_python) && return 0
  say "没有找到 Python 3.11 以上版本，尝试安装 …"
  for name in python3.11 python3; do
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$name" "$name-venv" >/dev/null 2>&1
    PYTHON=$(find_python) && return 0
  done
  say "本机需要 Python 3.11 以上。请执行：sudo apt-get install python3.11 python3.11-venv"
  exit 3
}

make_venv() {
  [ -x "$ROOT/.venv/bin/python" ] && "$ROOT/.venv/bin/python" -m pip --version >/dev/null 2>&1 && return 0
  rm -rf "$ROOT/.venv"
  "$PYTHON" -m venv "$ROOT/.venv" >/dev/null 2>&1 && return 0
  version=$("$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  say "安装 $version …"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$version" >/dev/null 2>&1
  rm -rf "$ROOT/.venv"
  "$PYTHON" -m venv "$ROOT/.venv" >/dev/null 2>&1 && return 0
  say "无法建立 .venv。请由管理员执行：sudo apt-get install $version"
  exit 3
}

install_python_packages() {
  stamp=$(cat "$ROOT/installer/requirements.lock" "$ROOT/pyproject.toml" | cksum)
  [ "$(cat "$ROOT/.venv/setup-stamp" 2>/dev/null)" = "$stamp" ] && return 0
  say "安装 Python 组件（首次约需一两分钟）…"
  "$ROOT/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$ROOT/installer/requirements.lock" || {
    say "Python 组件没有装上。请检查网络或代理后重新运行本命令。"; exit 3; }
  "$ROOT/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e "$ROOT" || {
    say "程序本身没有装上，见上面的提示。"; exit 3; }
  # The first start is as quick as any other, even where nobody may write bytecode later.
  "$ROOT/.venv/bin/python" -m compileall -q "$ROOT/bureau_desk" >/dev/null 2>&1
  printf '%s' "$stamp" > "$ROOT/.venv/setup-stamp"
}

set_up() {
  install_system "$@"
  ensure_python
  make_venv
  install_python_packages
}

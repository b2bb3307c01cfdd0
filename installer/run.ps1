# 一条命令（Windows）：准备环境，生成演示台账和期刊到 out\，打开窗口。-SetupOnly 只准备环境。
param([switch]$SetupOnly)
$ErrorActionPreference = "Stop"
$root = Split-Path -Parent $PSScriptRoot
$python = Get-Command py -ErrorAction SilentlyContinue
if (-not $python) { Write-Host "本机需要 Python 3.11 以上，请先从 python.org 安装。"; exit 3 }
if (-not (Test-Path "$root\.venv\Scripts\python.exe")) { & py -3 -m venv "$root\.venv" }
$venv = "$root\.venv\Scripts\python.exe"
$stamp = (Get-FileHash "$root\installer\requirements.lock").Hash + (Get-FileHash "$root\pyproject.toml").Hash
$known = if (Test-Path "$root\.venv\setup-stamp") { Get-Content "$root\.venv\setup-stamp" } else { "" }
if ($stamp -ne $known) {
    Write-Host "安装 Python 组件（首次约需一两分钟）…"
    & $venv -m pip install --quiet --disable-pip-version-check --require-hashes -r "$root\installer\requirements.lock"
    if ($LASTEXITCODE -ne 0) { Write-Host "Python 组件没有装上，请检查网络后重试。"; exit 3 }
    & $venv -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e "$root"
    if ($LASTEXITCODE -ne 0) { exit 3 }
    Set-Content "$root\.venv\setup-stamp" $stamp
}
if ($SetupOnly) { Write-Host "环境已就绪。"; exit 0 }
if (-not (Test-Path "$root\out\*.desk")) { & "$root\.venv\Scripts\bureau-desk.exe" demo "$root\out" }
$desk = Get-ChildItem "$root\out\*.desk" | Select-Object -First 1
& "$root\.venv\Scripts\bureau-desk.exe" --desk $desk.FullName

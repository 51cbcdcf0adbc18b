#!/usr/bin/env bash
# Make .venv if it is missing and install exactly what a lock names: tools/fill_venv.sh LOCK
# uv is three times as fast as pip, so it is borrowed for the occasion where it is not installed;
# where it cannot be had or cannot reach the packages, pip does the same work.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=$1
python=${PYTHON:-python3}
here=.venv/bin/python

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
uv=$(command -v uv || true)
if [ -z "$uv" ] && "$python" -m pip install -q -q --disable-pip-version-check --require-hashes \
    --target "$room" -r tools/installer.lock >"$room/log" 2>&1; then
    uv="$room/bin/uv"
fi

with_uv() {
    [ -n "$uv" ] || return 1
    [ -x "$here" ] || "$uv" venv -q --python "$python" .venv || return 1
    "$uv" pip install -q --python "$here" --require-hashes -r "$lock" || return 1
    "$uv" pip install -q --python "$here" --no-deps --no-build-isolation -e .
}

with_pip() {
    [ -x "$here" ] && "$here" -m pip --version >/dev/null 2>&1 || "$python" -m venv .venv
    local pip=("$here" -m pip install -q -q --disable-pip-version-check)
    "${pip[@]}" --require-hashes -r "$lock"
    "${pip[@]}" --no-deps --no-build-isolation -e .
}

with_uv || with_pip

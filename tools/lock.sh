#!/usr/bin/env bash
# Resolve requirements.lock (running, on either database), requirements-dev.lock (also testing and
# checking) and installer.lock (what fill_venv.sh borrows) anew.
# The locks hold versions and hashes for every platform, and no address. Give --upgrade for newer.
set -euo pipefail
cd "$(dirname "$0")/.."

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room"
"$room/bin/pip" install -q --disable-pip-version-check uv

resolve() {
    "$room/bin/uv" pip compile -q --universal --generate-hashes --no-header --no-annotate \
        --no-emit-index-url "$@"
}
everything=(pyproject.toml --extra production --group build)
resolve "$@" "${everything[@]}" -o requirements.lock
resolve "$@" "${everything[@]}" --group test --group lint -o requirements-dev.lock
resolve "$@" --group pyproject.toml:installer -o tools/installer.lock

if grep -nE '://|--(extra-)?index-url|--find-links' requirements*.lock tools/installer.lock; then
    echo "A lock holds an address." >&2
    exit 1
fi

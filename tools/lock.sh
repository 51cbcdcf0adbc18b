#!/usr/bin/env bash
# Resolve requirements.lock (running) and requirements-dev.lock (running, testing, checking) anew.
# The locks hold versions and hashes for every platform, and no address. Give --upgrade for newer.
set -euo pipefail
cd "$(dirname "$0")/.."

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room"
"$room/bin/pip" install -q --disable-pip-version-check uv

resolve() {
    "$room/bin/uv" pip compile -q --universal --generate-hashes --no-header --no-annotate \
        --no-emit-index-url pyproject.toml --group build "$@"
}
resolve "$@" -o requirements.lock
resolve "$@" --extra production --group test --group lint -o requirements-dev.lock

if grep -nE '://|--(extra-)?index-url|--find-links' requirements*.lock; then
    echo "A lock holds an address." >&2
    exit 1
fi

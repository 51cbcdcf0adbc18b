#!/usr/bin/env bash
# Make sure that Chromium is there for the browser tests: found, or installed, or a loud refusal.
set -euo pipefail

found() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

if found >/dev/null; then
    exit 0
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update >"$log" 2>&1 &&
        apt-get install -y --no-install-recommends chromium >>"$log" 2>&1 && found >/dev/null; then
        rm -f "$log"
        exit 0
    fi
    cat "$log" >&2
    rm -f "$log"
fi

cat >&2 <<'SAY'
The browser tests need Chromium, and it is not on this machine.
  Debian, Ubuntu:  sudo apt-get install chromium
  Fedora:          sudo dnf install chromium
  macOS:           brew install --cask google-chrome, then put it on PATH as `google-chrome`
They are never skipped in silence: install it and run `make test` again.
SAY
exit 1

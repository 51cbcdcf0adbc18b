#!/usr/bin/env bash
# Collect the texts of code and templates, and bring the catalogues up to date or check that they are.
#   tools/catalogues.sh update|check LANGUAGE...
set -euo pipefail
cd "$(dirname "$0")/.."

mode=$1
shift
folder=traduko/translations
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

.venv/bin/pybabel -q extract --ignore-dirs '.*' -F babel.cfg -k N_ -k _l -c "Translators:" --no-location \
    --sort-output --project=traduko --version=1 --copyright-holder="the Traduko contributors" \
    --msgid-bugs-address=traduko@traduko.example -o "$room/messages.pot" .

stale=0
for language in "$@"; do
    catalogue="$folder/$language/LC_MESSAGES/messages.po"
    if [ "$mode" = check ]; then
        if [ ! -f "$catalogue" ] || ! .venv/bin/pybabel -q update --check -N --ignore-obsolete \
            --ignore-pot-creation-date -w 100 -i "$room/messages.pot" -d "$folder" -l "$language" \
            2>"$room/answer"; then
            # Babel says it with a traceback; anything but the expected answer is shown.
            grep -q "out of date" "$room/answer" 2>/dev/null || cat "$room/answer" >&2 || true
            echo "$catalogue does not know every text: run make i18n" >&2
            stale=1
        fi
    elif [ -f "$catalogue" ]; then
        .venv/bin/pybabel -q update -N --ignore-obsolete --ignore-pot-creation-date -w 100 \
            -i "$room/messages.pot" -d "$folder" -l "$language"
    else
        mkdir -p "$folder"
        .venv/bin/pybabel -q init -w 100 -i "$room/messages.pot" -d "$folder" -l "$language"
    fi
done
exit "$stale"

#!/usr/bin/env bash
# Fetch what the pages are dressed with and commit it: no Node is needed to run the portal.
set -euo pipefail
cd "$(dirname "$0")/.."

KERN=2.7.2 HTMX=4.0.1 RTLCSS=4.3.0 LUCIDE=1.62.0 ARABIC=5.3.0
ICONS="alert-triangle arrow-left ban bell building calendar check check-circle chevron-down chevron-right
 clipboard-list clock download edit file-text help-circle hourglass inbox info key log-out mail map-pin menu
 message-square pause phone plus receipt refresh-cw search send settings share-2 star trash-2 undo-2 upload
 user user-x users video x"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp .npmrc "$work/"
(cd "$work" && npm install --silent --no-audit --no-fund \
    "@kern-ux/native@$KERN" "htmx.org@$HTMX" "rtlcss@$RTLCSS" "lucide-static@$LUCIDE" \
    "@fontsource/noto-sans-arabic@$ARABIC")
modules=$work/node_modules vendor=static/vendor
rm -rf "$vendor" && mkdir -p "$vendor"

kern=$vendor/kern@$KERN
mkdir -p "$kern/fonts"
cp "$modules/@kern-ux/native/dist/kern.min.css" "$kern/kern.css"
cp "$modules/@kern-ux/native/LICENSE.md" "$kern/"
cp "$modules"/@kern-ux/native/dist/fonts/fira-sans/FiraSans-{Regular,Medium,SemiBold}.woff2 "$kern/fonts/"
"$work/node_modules/.bin/rtlcss" --silent "$kern/kern.css" "$kern/kern.rtl.css"

htmx=$vendor/htmx@$HTMX
mkdir -p "$htmx"
cp "$modules/htmx.org/dist/htmx.min.js" "$modules/htmx.org/LICENSE" "$htmx/"
sed -i '/sourceMappingURL/d' "$htmx/htmx.min.js"

arabic=$vendor/noto-sans-arabic@$ARABIC
mkdir -p "$arabic"
cp "$modules"/@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-{400,600}-normal.woff2 "$arabic/"
cp "$modules/@fontsource/noto-sans-arabic/LICENSE" "$arabic/"

lucide=$vendor/lucide@$LUCIDE
mkdir -p "$lucide"
cp "$modules/lucide-static/LICENSE" "$lucide/"
python3 - "$modules/lucide-static" "$lucide/icons.svg" $ICONS <<'PYTHON'
import re, sys
from pathlib import Path

package, target, names = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
symbols = []
for name in names:
    renamed = {"check-circle": "circle-check", "edit": "square-pen"}
    source = package / "icons" / f"{renamed.get(name, name)}.svg"
    inner = re.search(r"<svg[^>]*>(.*)</svg>", source.read_text(), re.S).group(1)
    inner = " ".join(inner.split())
    symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
target.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n")
PYTHON

cat > "$vendor/LICENCES.md" <<MARKDOWN
# What is vendored here

Made by \`make vendor\`; do not edit. Each folder carries its licence.

| package | version | licence | files |
| --- | --- | --- | --- |
| @kern-ux/native | $KERN | EUPL-1.2 | kern.css, kern.rtl.css (made by rtlcss $RTLCSS), Fira Sans (OFL-1.1) |
| htmx.org | $HTMX | 0BSD | htmx.min.js |
| lucide-static | $LUCIDE | ISC | icons.svg (one sprite of the icons used) |
| @fontsource/noto-sans-arabic | $ARABIC | OFL-1.1 | Arabic subset, regular and semibold |
MARKDOWN
echo "vendored into $vendor"

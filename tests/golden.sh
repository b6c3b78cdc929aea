#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The shipped studies against their golden outputs: numbers within 1e-9, text exactly. With the
# argument bless the golden outputs are written anew; read the whole diff before you commit it. A monthly
# table of more than MOST bytes has none: the annual one of the same study has.
set -eu
lacflow=${LACFLOW:-build/lacflow}
scratch=${SCRATCH:-$(mktemp -d)}
failed=0
MOST=1000000

# Whether a table is too large to be kept.
too_large() {
    [ "${1##*/}" = forecast_monthly.csv ] && [ "$(wc -c <"$1")" -gt $MOST ]
}

# Cell by cell: both numbers within 1e-9 (relative above 1), or the same text.
compare() {
    awk -v golden="$1" -v found="$2" '
        function near(a, b, scale) {
            scale = a < 0 ? -a : a
            return (a - b < 1e-9 * (scale > 1 ? scale : 1)) && (b - a < 1e-9 * (scale > 1 ? scale : 1))
        }
        BEGIN {
            number = "^-?[0-9]+([.][0-9]+)?(e[-+]?[0-9]+)?$"
            while ((more = (getline left < golden)) > 0) {
                row++
                if ((getline right < found) <= 0) { print found ": ends before line " row; exit 1 }
                if (left == right) continue
                n = split(left, a, ","); m = split(right, b, ",")
                for (i = 1; i <= n || i <= m; i++) {
                    sub(/\r$/, "", a[i]); sub(/\r$/, "", b[i])
                    if (a[i] == b[i]) continue
                    if (a[i] ~ number && b[i] ~ number && near(a[i] + 0, b[i] + 0)) continue
                    print found ":" row ": \"" b[i] "\" where the golden output has \"" a[i] "\""; exit 1
                }
            }
            if (more < 0) { print golden ": cannot be read"; exit 1 }
            if ((getline right < found) > 0) { print found ": has more lines than the golden output"; exit 1 }
        }'
}

for study in scenarios/*/study.csv; do
    folder=${study%/study.csv}
    name=${folder##*/}
    golden=$folder/golden
    out=$scratch/$name
    "$lacflow" run "$study" -o "$out" --force >"$scratch/table.txt" 2>"$scratch/talk.txt" || {
        echo "$study does not run:"
        cat "$scratch/talk.txt"
        failed=1
        continue
    }
    sed '/^written: /d' "$scratch/talk.txt" >"$out/talk.txt"
    mv "$scratch/table.txt" "$out/table.txt"
    # what its tracker says, where it has one
    if [ -f "$folder/tracker.csv" ]; then
        "$lacflow" tracker "$folder/tracker.csv" --study "$study" -o "$scratch/tracker" --force \
            --no-charts --quiet >"$out/tracker.txt" || { echo "the tracker of $study fails"; failed=1; }
        cp "$scratch"/tracker/*.csv "$out"
    fi
    if [ "${1:-}" = bless ]; then
        rm -rf "$golden"
        mkdir -p "$golden/charts"
        cp "$out"/*.csv "$out"/*.txt "$golden"
        cp "$out"/charts/*.csv "$golden/charts"
        ! too_large "$golden/forecast_monthly.csv" || rm "$golden/forecast_monthly.csv"
        continue
    fi
    for file in "$golden"/*.* "$golden"/charts/*.csv; do
        compare "$file" "$out/${file#"$golden"/}" || failed=1
    done
    for file in "$out"/*.csv "$out"/charts/*.csv; do
        [ -f "$golden/${file#"$out"/}" ] || too_large "$file" || { echo "$file has no golden output"; failed=1; }
    done
done
if [ "${1:-}" = bless ]; then
    # the pictures of the README; the fan is that of its own command
    sed -n '/^build.lacflow run .*--stochastic/{s/^[^ ]* //;p;q;}' README.md >"$scratch/command"
    (eval "\"\$lacflow\" $(cat "$scratch/command") -o \"\$scratch/fan\"") >/dev/null 2>&1
    cp "$scratch/herefordshire/charts/looked_after.png" docs/images/herefordshire.png
    cp "$scratch/herefordshire-pathway/charts/pathway_sgo.png" docs/images/herefordshire_pathway.png
    cp "$scratch/fan/charts/fan_programme_50.png" docs/images/herefordshire_fan.png
fi
exit $failed

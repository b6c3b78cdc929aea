#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Links of the documents lead somewhere: to a file of the tree and, behind #, to one of its headings; the
# sections that docs/method.md and the tests name are there.
set -u
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

# The anchors of a document's headings: lower case, no punctuation, hyphens for spaces.
anchors() {
    sed -n 's/^##* //p' "$1" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9_\n-'
}

links=0
for document in *.md docs/*.md scenarios/*/README.md; do
    for link in $(grep -o '](\([^)]*\))' "$document" | sed 's/^](//; s/)$//'); do
        case $link in
        http*) continue ;;
        esac
        links=$((links + 1))
        file=${link%%#*}
        target=$document
        [ -z "$file" ] || target=$(dirname "$document")/$file
        [ -e "$target" ] || { fail "$document: no file $link"; continue; }
        case $link in
        *#*) anchors "$target" | grep -qxF -e "${link#*#}" || fail "$document: no heading $link" ;;
        esac
    done
done
[ $links -gt 50 ] || fail "only $links links were found"

# "section 8.1", "sections 18 and 19", "sections 4 to 12" of the method
numbers() {
    grep -oE '[Ss]ections? [0-9]+(\.[0-9])?(, [0-9]+\.[0-9])*( (and|to) [0-9]+(\.[0-9])?)?' "$@" |
        grep -oE '[0-9]+(\.[0-9])?'
}
sed -nE 's/^##+ ([0-9]+(\.[0-9])?)\.? .*/\1/p' docs/method.md >"$SCRATCH/sections"
sed -n '/[.]/!p' "$SCRATCH/sections" >"$SCRATCH/whole"
seq 1 "$(wc -l <"$SCRATCH/whole")" | cmp -s - "$SCRATCH/whole" ||
    fail 'the sections of the method are not numbered one after the other'
{
    numbers docs/method.md
    grep -h 'docs/method.md, section' tests/*.c | numbers
} >"$SCRATCH/named"
[ "$(wc -l <"$SCRATCH/named")" -gt 50 ] || fail 'too few sections are named'
for number in $(sort -u "$SCRATCH/named"); do
    grep -qxF "$number" "$SCRATCH/sections" || fail "the method has no section $number"
done
exit $failed

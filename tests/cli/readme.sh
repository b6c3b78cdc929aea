#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command of the README's blocks marked sh runs, in order, in a copy of what they name; its table,
# the words that it quotes of a simulation and its pictures are those of the program.
set -eu
mkdir -p "$SCRATCH/build"
cp -r scenarios "$SCRATCH/"
ln -s "$LACFLOW" "$SCRATCH/build/lacflow"
sed -n '/^```sh$/,/^```$/{/^```/d;p;}' README.md >"$SCRATCH/commands"
[ "$(wc -l <"$SCRATCH/commands")" -ge 5 ] || { echo "the README has fewer commands than it should"; exit 1; }
"$LACFLOW" run scenarios/herefordshire/study.csv -o "$SCRATCH/picture" >"$SCRATCH/table" 2>"$SCRATCH/talk"
sed -n '/^Children looked after at 31 March$/,/^```$/{/^```/d;p;}' README.md >"$SCRATCH/quoted"
sed -n '/^Children looked after at 31 March$/,/^$/{/^$/d;p;}' "$SCRATCH/table" >"$SCRATCH/printed"
cmp "$SCRATCH/quoted" "$SCRATCH/printed"
top=$PWD
cd "$SCRATCH"
while read -r command; do
    echo "+ $command"
    sh -c "$command" >said 2>&1 || { cat said; echo "failed: $command"; exit 1; }
    case $command in *--stochastic*) cp said simulated ;; esac
done <commands

# The plain blocks below the command with --stochastic, line by line.
sed -n '/^## How sure is it/,/^## Your own/p' "$top/README.md" |
    awk '/^```/ { inside = !inside; plain = $0 == "```"; next } inside && plain' >words
[ "$(grep -c likely words)" -eq 2 ] && grep -q '^Not in them: ' words || { echo 'words are missing'; exit 1; }
while IFS= read -r line; do
    grep -qxF -- "$line" simulated || { echo "not printed: $line"; exit 1; }
done <words

# gnuplot 5.4 of Debian 12 drew the pictures; another version draws other bytes of the same chart.
if [ "$(gnuplot --version)" = 'gnuplot 5.4 patchlevel 4' ] && grep -q '^VERSION_ID="12"' /etc/os-release; then
    cmp "$top/docs/images/herefordshire.png" picture/charts/looked_after.png
    "$LACFLOW" run scenarios/herefordshire-pathway/study.csv --quiet -o pathway >/dev/null
    cmp "$top/docs/images/herefordshire_pathway.png" pathway/charts/pathway_sgo.png
    cmp "$top/docs/images/herefordshire_fan.png" out/herefordshire/charts/fan_programme_50.png
fi

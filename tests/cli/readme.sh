#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command of the README's blocks marked sh runs, in order, in a copy of what they name; and its
# table is the one that the program prints.
set -eu
mkdir -p "$SCRATCH/build"
cp -r scenarios "$SCRATCH/"
ln -s "$LACFLOW" "$SCRATCH/build/lacflow"
sed -n '/^```sh$/,/^```$/{/^```/d;p;}' README.md >"$SCRATCH/commands"
[ "$(wc -l <"$SCRATCH/commands")" -ge 5 ] || { echo "the README has fewer commands than it should"; exit 1; }
"$LACFLOW" run scenarios/herefordshire/study.csv -o "$SCRATCH/out" --no-charts >"$SCRATCH/table" 2>"$SCRATCH/talk"
sed -n '/^Children looked after at 31 March$/,/^```$/{/^```/d;p;}' README.md >"$SCRATCH/quoted"
sed -n '/^Children looked after at 31 March$/,/^$/{/^$/d;p;}' "$SCRATCH/table" >"$SCRATCH/printed"
cmp "$SCRATCH/quoted" "$SCRATCH/printed"
cd "$SCRATCH"
while read -r command; do
    echo "+ $command"
    sh -c "$command" >said 2>&1 || { cat said; echo "failed: $command"; exit 1; }
done <commands

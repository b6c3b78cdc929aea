#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/same.sh FOLDER PROGRAM [PROGRAM]... from the top. Runs --stochastic on the shipped studies and on
# tests/data/chance, a study with every rule of the simulation, by every program (builds by different
# compilers, and for different processors) with 1, 2 and 3 threads and with the scenarios named in reverse:
# the tables must be the same bytes. Status 1 when any differs.
set -eu
folder=$1
shift
tables='forecast_monthly.csv forecast_annual.csv comparison.csv savings.csv uncertainty.csv'
runs=0 failed=0

# run PROGRAM NAME STUDY ARGUMENT...
run() {
    program=$1 name=$2 study=$3
    shift 3
    "$program" run "$study" -o "$folder/$name" --force --no-charts --quiet --json --stochastic -n 300 --seed 7 \
        "$@" >"$folder/answer.json"
    runs=$((runs + 1))
}

# run_reversed PROGRAM STUDY
run_reversed() {
    program=$1 study=$2
    set --
    while IFS= read -r name; do set -- "$@" --scenario "$name"; done <"$folder/names"
    run "$program" two "$study" -j 2 "$@"
}

# same WHAT: the tables of the last run are those of the first
same() {
    ranking=$([ ! -f "$folder/one/ranking.csv" ] || echo ranking.csv)
    for table in $tables $ranking; do
        cmp "$folder/one/$table" "$folder/two/$table" || {
            echo "FAILED: $study: $1: another $table than $first" >&2
            failed=1
        }
    done
}

mkdir -p "$folder"
for study in scenarios/*/study.csv tests/data/chance/study.csv; do
    first="$1, 1 thread"
    run "$1" one "$study" -j 1
    # the lines of the array "scenarios", last first
    sed -n '/^ "scenarios": \[$/,/^ \]/s/^  "\(.*\)",*$/\1/p' "$folder/answer.json" |
        sed -n '1!G;h;$p' >"$folder/names"
    [ "$(wc -l <"$folder/names")" -gt 1 ] || { echo "same: $study has one scenario" >&2; exit 1; }
    for program; do
        for threads in 1 2 3; do
            run "$program" two "$study" -j $threads
            same "$program, $threads threads"
        done
        run_reversed "$program" "$study"
        same "$program, scenarios in reverse"
    done
done
[ $failed -eq 0 ] && echo "same: $runs runs, every table the same bytes"

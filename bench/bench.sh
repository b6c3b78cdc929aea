#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: bench/bench.sh, from the top, after make. Prints times and memory of the speed study
# (bench/make_study.sh): medians of RUNS runs of the whole process; then those of simulation
# (bench/chance.sh). It never fails for being slow.
set -eu
build=${BUILD:-build}
runs=${RUNS:-9}
here=$build/bench
lacflow=$build/lacflow
mkdir -p "$here"
${CC:-cc} -std=c17 -O2 -D_POSIX_C_SOURCE=200809L -o "$here/measure" bench/measure.c

# Medians, each run into a folder that is not there yet, as a user's first run is.
measure() {  # SCENARIOS VERB [OPTION]...: wall ms, processor ms, peak kB
    scenarios=$1 verb=$2
    shift 2
    i=0
    while [ "$i" -lt "$runs" ]; do
        i=$((i + 1))
        rm -rf "$here/out"
        "$here/measure" 1 "$lacflow" "$verb" "$here/study_$scenarios/study.csv" "$@"
    done | awk '
        function median(values, n,    i, j, v) {
            for (i = 2; i <= n; i++) {
                v = values[i]
                for (j = i - 1; j >= 1 && values[j] > v; j--) values[j + 1] = values[j]
                values[j + 1] = v
            }
            return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
        }
        { wall[NR] = $1; cpu[NR] = $2; peak = $3 > peak ? $3 : peak }
        END { print median(wall, NR), median(cpu, NR), peak }'
}

for n in 1 2 5 10 20; do
    sh bench/make_study.sh "$here/study_$n" "$n"
done

echo 'speed study: 216 months of age x 0 to 24 or more months in care x 6 placements, 4 routes, 10 moves,'
echo "1,000 opening children, 120 months; medians of $runs runs of the whole process"
echo
printf '%-44s %10s %10s %10s\n' 'without charts' 'wall' 'processor' 'memory'
measure 5 run -o "$here/out" --no-charts --quiet | awk '{
    printf "%-44s %7.1f ms %7.1f ms %7.1f MB\n", "5 scenarios, tables written", $1, $2, $3 / 1024
    printf "%-44s %7d ms %10s %7d MB\n", "target", 50, "", 50 }'
sh bench/make_study.sh "$here/study_still" 5 0
measure still run -o "$here/out" --no-charts --quiet | awk '{
    printf "%-44s %7.1f ms %7.1f ms %7.1f MB\n", "5 scenarios without moves, tables written", $1, $2, $3 / 1024 }'
measure 5 check 2>/dev/null | awk '{
    printf "%-44s %7.1f ms %7.1f ms %7.1f MB\n", "5 scenarios, read and checked only", $1, $2, $3 / 1024 }'
echo
printf '%-12s %10s %10s %10s %24s\n' 'scenarios' 'wall' 'processor' 'memory' 'each more (processor)'
for n in 1 2 5 10 20; do
    measure $n run -o "$here/out" --no-charts --quiet | sed "s/^/$n /"
done | awk '
    NR == 1 { first = $3 }
    { printf "%-12d %7.1f ms %7.1f ms %7.1f MB", $1, $2, $3, $4 / 1024
      if (NR > 1) printf " %21.1f ms", ($3 - first) / ($1 - 1)
      print "" }'

echo
sh bench/chance.sh

#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: bench/chance.sh, from the top, after make. Compares `lacflow run --stochastic` with a plain program
# on GSL that simulates the same study (bench/naive.c), both built by the same compiler at -O3. Machines
# are noisy, so the programs take turns, ROUNDS times: told are the medians of the ratios within a round, and
# the ratios of each program's least processor time, from which what else a machine does takes least. Memory is measured at MOST replicates, which is what takes longest. It never fails for being slow.
set -eu
build=${BUILD:-build}
rounds=${ROUNDS:-5}
few=2000     # replicates of the plain program: it needs as long for each however many there are
many=10000   # of lacflow: as many as a run has by default
most=${MOST:-100000}  # of lacflow where memory is measured
here=$build/bench
study=$here/chance/study.csv
mkdir -p "$here"
${CC:-cc} -std=c17 -O2 -D_POSIX_C_SOURCE=200809L -o "$here/measure" bench/measure.c
${CC:-cc} -std=c17 -O3 -D_POSIX_C_SOURCE=200809L -o "$here/naive" bench/naive.c -lgsl -lgslcblas -lm
sh bench/make_chance.sh "$here/chance"

chance() {  # REPLICATES THREADS LAYERS: wall ms, processor ms, peak kB
    "$here/measure" 1 "$build/lacflow" run "$study" -o "$here/out_chance" --force --no-charts --quiet \
        --stochastic --seed 1 -n "$1" -j "$2" --uncertainty "$3"
}

rm -f "$here/rounds"
round=0
while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    naive=$("$here/measure" 1 "$here/naive" "$here/chance" $few "$round")
    two=$(chance $many 2 process)
    one=$(chance $many 1 process) # next to both that it is compared with
    cp "$here/out_chance/forecast_monthly.csv" "$here/chance/stochastic.csv"
    every=$(chance $many 1 process,parameter,drift,assumption)
    echo "$naive $one $two $every" >>"$here/rounds"
done
peak=$(chance $most 2 process,parameter,drift,assumption)

echo 'study of chance: 1,100 children, 37.6 admissions a month, 18 years of age x 6 placements, 4 routes and'
echo "12 moves at 648 rates, 120 months; lacflow with exact months of age. Medians of $rounds rounds in which"
echo 'the programs take turns; the whole process is timed, reading and writing tables included'
echo
awk -v few=$few -v many=$many -v peak="$peak" -v most=$most '
    function median(values, n,    i, j, v) {
        for (i = 2; i <= n; i++) {
            v = values[i]
            for (j = i - 1; j >= 1 && values[j] > v; j--) values[j + 1] = values[j]
            values[j + 1] = v
        }
        return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
    }
    function row(name, replicates, wall) {
        printf "%-44s %10d %8.2f s %16.0f\n", name, replicates, wall / 1e3, replicates / wall * 1e3
    }
    function least(values, n,    i, out) {
        out = values[1]
        for (i = 2; i <= n; i++) if (values[i] < out) out = values[i]
        return out
    }
    {
        naive_cpu[NR] = $2; one_cpu[NR] = $5; every_cpu[NR] = $11
        naive[NR] = $1; one[NR] = $4; two[NR] = $7; every[NR] = $10
        faster[NR] = many / $4 / (few / $1); threads[NR] = $4 / $7; layers[NR] = $10 / $4
        faster_cpu[NR] = many / $5 / (few / $2); layers_cpu[NR] = $11 / $5
    }
    END {
        printf "%-44s %10s %10s %16s\n", "", "replicates", "wall", "replicates a s"
        row("naive GSL, 1 thread", few, median(naive, NR))
        row("lacflow, 1 thread, process", many, median(one, NR))
        row("lacflow, 2 threads, process", many, median(two, NR))
        row("lacflow, 1 thread, all four layers", many, median(every, NR))
        split(peak, p, " ")
        row("lacflow, 2 threads, all four layers", most, p[1])
        printf "\n%-48s %9s %9s %9s   %s\n", "", "wall", "processor", "least", "target"
        printf "%-48s %9.1f %9.1f %9.1f   %s\n", "replicates a second, lacflow : naive, 1 thread", \
            median(faster, NR), median(faster_cpu, NR), \
            many / least(one_cpu, NR) / (few / least(naive_cpu, NR)), "at least 6, aim 15"
        printf "%-48s %9.2f %9s %9s   %s\n", "replicates a second, 2 threads : 1 thread", \
            median(threads, NR), "", "", "at least 1.8 on an idle machine"
        printf "%-48s %9.2f %9.2f %9.2f   %s\n", "time, all four layers : process alone", \
            median(layers, NR), median(layers_cpu, NR), least(every_cpu, NR) / least(one_cpu, NR), \
            "at most 1.5"
        printf "%-48s %6d MB %9s %9s   %s\n", "peak memory, " most " replicates, 2 threads", \
            p[3] / 1024, "", "", "under 100 MB"
    }' "$here/rounds"

# The same problem, so the same means: of process alone, with twice the standard error.
"$build/lacflow" run "$study" -o "$here/out_chance" --force --no-charts --quiet >/dev/null
echo
printf '%-32s %12s %22s %22s\n' 'means, +- 2 standard errors' 'expected' "naive, $few" "lacflow, $many"
for measure in closing_stock exits_adoption exits_reunification exits_ageing_out; do
    for year in 1 5 10; do
        awk -F, -v measure="$measure" -v year="$year" -v few=$few -v many=$many '
            BEGIN { month = sprintf("%d-03", 2025 + year) }
            FILENAME ~ /naive.csv$/ && $1 == 12 * year && $2 == measure { naive = $3; naive_sd = $4 }
            FILENAME ~ /stochastic.csv$/ && $2 == month && $3 == measure { mean = $7; sd = $8 }
            FILENAME ~ /monthly.csv$/ && $2 == month && $3 == measure { expected = $7 }
            END {
                printf "%-32s %12.2f %13.2f +- %5.2f %13.2f +- %5.2f\n", measure " " month, expected, \
                    naive, 2 * naive_sd / sqrt(few), mean, 2 * sd / sqrt(many)
            }' "$here/chance/naive.csv" "$here/chance/stochastic.csv" \
            "$here/out_chance/forecast_monthly.csv"
    done
done

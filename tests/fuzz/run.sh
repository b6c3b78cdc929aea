#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/fuzz/run.sh BUILD SECONDS fuzz_NAME... runs the targets side by side, each on a copy of its
# corpus (tests/fuzz/corpus/NAME), so that the corpus in the tree changes only by hand.
set -u
build=$1 seconds=$2
shift 2
[ $# -gt 0 ] || { echo "tests/fuzz/run.sh: no targets" >&2; exit 1; }

run() {
    target=$1
    name=${target#fuzz_}
    corpus=$build/corpus/$name
    seeds=tests/fuzz/corpus/$name
    if [ -z "$(ls -A "$seeds" 2>/dev/null)" ]; then
        echo "fuzz: $seeds is empty" >&2
        return 1
    fi
    mkdir -p "$corpus"
    cp "$seeds"/* "$corpus"/
    # -dict is of use only where the target has one.
    dictionary=
    [ ! -e "tests/fuzz/$name.dict" ] || dictionary=-dict=tests/fuzz/$name.dict
    if "$build/bin/$target" ${dictionary:+"$dictionary"} -max_total_time="$seconds" -timeout=10 \
        -rss_limit_mb=2048 -artifact_prefix="$build/crash-$name-" -print_final_stats=1 \
        "$corpus" >"$build/$name.log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$name.log")
        echo "fuzz: $target, ${runs:-0} runs in $seconds s, no crash"
    else
        tail -n 40 "$build/$name.log"
        echo "fuzz: $target failed; the input is $build/crash-$name-*" >&2
        return 1
    fi
}

processes=
for one; do
    run "$one" &
    processes="$processes $!"
done
failed=0
for process in $processes; do
    wait "$process" || failed=1
done
exit $failed

#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/run.sh BUILD TEST... runs unit test programs and shell tests (*.sh), from the top.
#
# A program prints cmocka's closing lines. A shell test passes when it ends with status 0; it finds
# in its environment LACFLOW (the program, absolute), BUILD (the build folder, absolute) and SCRATCH
# (an empty folder of its own, absolute). UNDER, when set, is put before each program (valgrind).
# Of a test that fails the whole output is shown. Status 1 when any failed or none was given.
set -u
build=$1
shift
mkdir -p "$build/log"
BUILD=$(cd "$build" && pwd)
LACFLOW=$BUILD/lacflow
export BUILD LACFLOW
[ $# -gt 0 ] || { echo "tests/run.sh: no tests" >&2; exit 1; }

programs=0 failed_programs='' passed=0 failed=0

for test; do
    name=$(basename "$test" .sh)
    log=$BUILD/log/$name
    case $test in
    *.sh)
        SCRATCH=$BUILD/scratch/$name
        export SCRATCH
        rm -rf "$SCRATCH"
        mkdir -p "$SCRATCH"
        if sh "$test" >"$log" 2>&1 </dev/null; then
            passed=$((passed + 1))
            echo "ok  $test"
        else
            status=$?
            failed=$((failed + 1))
            cat "$log"
            echo "FAILED (status $status)  $test"
        fi
        ;;
    *)
        programs=$((programs + 1))
        # shellcheck disable=SC2086 # UNDER is a command with its options
        ${UNDER:-} "$test" >"$log" 2>&1 </dev/null
        status=$?
        # A program that ends well but closes without cmocka's line has not run its tests.
        closing=$(grep '^\[  PASSED  \] [0-9]* test(s)' "$log")
        if [ $status -eq 0 ] && [ -n "$closing" ]; then
            printf '%s\n' "$closing" | sed "s/\$/  $name/"
        else
            grep -v '^\[ RUN      \]\|^\[       OK \]' "$log"
            echo "FAILED (status $status)  $test"
            failed_programs="$failed_programs $name"
        fi
        ;;
    esac
done

if [ -z "$failed_programs" ]; then
    echo "unit tests: $programs programs, all passed"
else
    echo "unit tests: $programs programs, failed:$failed_programs"
fi
if [ $((passed + failed)) -gt 0 ]; then
    echo 'shell tests:'
    echo "$passed passed, $failed failed"
fi
[ -z "$failed_programs" ] && [ $failed -eq 0 ]

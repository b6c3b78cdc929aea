#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Standard output that cannot be written ends with status 4 and leaves no folder; Ctrl-C ends with 130
# and leaves nothing; without gnuplot the numbers are complete and the status is 6.
set -u
study=$PWD/scenarios/herefordshire/study.csv
cd "$SCRATCH" || exit 1
failed=0

fail() {
    echo "FAILED: $*"
    cat err
    failed=1
}
nothing_left() {
    left=$(find . -mindepth 1 -type d ! -name bin)
    [ -z "$left" ] || fail "$1 left $left"
}

if [ -c /dev/full ]; then
    cp "$study" "${study%/*}/history.csv" . # names without spaces, whatever the folder is called
    for command in 'schema' '--help' 'run --help' '--version' 'check study.csv' 'doctor'; do
        # shellcheck disable=SC2086 # the command is split into words on purpose
        "$LACFLOW" $command >/dev/full 2>err
        status=$?
        [ $status -eq 4 ] && grep -q 'could not be written to standard output: No space left' err ||
            fail "lacflow $command on a full device: status $status"
    done
    "$LACFLOW" run "$study" --quiet -o d >/dev/full 2>err
    status=$?
    printf 'lacflow: the answer could not be written to standard output: ' >wanted
    printf 'No space left on device\nnothing was written\n' >>wanted
    [ $status -eq 4 ] && cmp -s err wanted || fail "run on a full device: status $status"
    nothing_left 'a full device'
fi
"$LACFLOW" run "$study" --quiet -o d >&- 2>err
status=$?
[ $status -eq 4 ] && grep -q 'standard output: Bad file descriptor' err ||
    fail "run without standard output: status $status"
nothing_left 'a closed standard output'

# A reader that goes away: the pipe breaks, which is an error like any other.
{ "$LACFLOW" run "$study" --json --quiet -o d 2>err; echo $? >status; } | true
case $(cat status) in
4) nothing_left 'a broken pipe' ;;
0 | 6) rm -rf d ;; # all of it fitted into the pipe before the reader went
*) fail "broken pipe: status $(cat status)" ;;
esac

# gnuplot in the place of the real one: interrupts the run that called it. (Whoever runs the tests in the
# background of a shell lets them ignore SIGINT, and what ignores it already is not interrupted by it.)
listening=$(env --default-signal=INT true 2>/dev/null && echo env --default-signal=INT)
mkdir bin
printf '#!/bin/sh\nkill -INT $PPID\nsleep 5\n' >bin/gnuplot
chmod 755 bin/gnuplot
for signal in INT TERM; do
    sed -i "s/kill -[A-Z]*/kill -$signal/" bin/gnuplot
    # shellcheck disable=SC2086 # the command is split into words on purpose
    PATH=$PWD/bin:$PATH $listening "$LACFLOW" run "$study" --quiet -o out/d >out.txt 2>err
    status=$?
    [ $status -eq 130 ] && [ "$(cat err)" = 'interrupted; nothing was written' ] ||
        fail "SIG$signal: status $status"
    nothing_left "SIG$signal"
done
# ... and keeps what was there before.
"$LACFLOW" run "$study" --quiet --no-charts -o d >out.txt 2>err || fail 'a first run'
before=$(cat d/*.csv d/run.json | cksum)
PATH=$PWD/bin:$PATH "$LACFLOW" run "$study" --quiet --force -o d >out.txt 2>err
[ $? -eq 130 ] && [ "$(cat d/*.csv d/run.json | cksum)" = "$before" ] ||
    fail 'an interrupted run changed the former folder'
rm -rf d

# No gnuplot on PATH.
mkdir empty
PATH=$PWD/empty "$LACFLOW" run "$study" -o d >out.txt 2>err
status=$?
rmdir empty
[ $status -eq 6 ] || fail "without gnuplot: status $status"
grep -q '^warning: the charts could not be drawn because gnuplot is not installed$' err ||
    fail 'without gnuplot: no warning'
grep -q '^written: d$' err || fail 'without gnuplot: not written'
for file in assumptions comparison forecast_annual forecast_monthly savings; do
    [ -s "d/$file.csv" ] || fail "without gnuplot: no $file.csv"
done
grep -q '"the charts could not be drawn because gnuplot is not installed"' d/run.json ||
    fail 'without gnuplot: run.json does not say so'
"$LACFLOW" run "$study" --no-charts --quiet -o n >out2.txt 2>err || fail 'without charts'
cmp -s out.txt out2.txt || fail 'the answer depends on gnuplot'
for file in assumptions comparison forecast_annual forecast_monthly savings; do
    cmp -s "d/$file.csv" "n/$file.csv" || fail "$file.csv depends on gnuplot"
done
[ ! -e n/charts ] || fail '--no-charts wrote charts'
mkdir empty
PATH=$PWD/empty "$LACFLOW" doctor >out.txt 2>err
[ $? -eq 5 ] && grep -q '^missing  gnuplot: charts cannot be drawn; install gnuplot-nox$' out.txt ||
    fail 'doctor without gnuplot'
if command -v gnuplot >/dev/null; then
    "$LACFLOW" doctor >out.txt 2>err || fail 'doctor'
fi
exit $failed

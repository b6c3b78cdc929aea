#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Wrong use of the command line ends with status 2 and exactly these words, and writes nothing.
set -u
study=$PWD/scenarios/herefordshire/study.csv
cd "$SCRATCH" || exit 1
failed=0

# refused MESSAGE ARGUMENT...
refused() {
    wanted=$1
    shift
    "$LACFLOW" "$@" >out 2>err
    status=$?
    if [ $status -ne 2 ] || [ -s out ] || [ "$(cat err)" != "$wanted" ]; then
        printf 'FAILED: lacflow %s: status %d, output:\n' "$*" $status
        cat out err
        failed=1
    fi
}
# refused_run MESSAGE ARGUMENT...: with the line that argp adds
refused_by() {
    command=$1 message=$2
    shift 2
    last='more information.'
    # argp breaks a line that is longer than 79 characters
    [ "$command" != tracker ] || last='more
information.'
    refused "lacflow $command: $message
Try \`lacflow $command --help' or \`lacflow $command --usage' for $last" "$command" "$@"
}

refused "lacflow: there is no command \"rnu\"; did you mean run?
Try \`lacflow --help' for the commands." rnu "$study"
refused "lacflow: there is no command \"frobnicate\"
Try \`lacflow --help' for the commands." frobnicate
refused "lacflow: there is no command \"--verbose\"
Try \`lacflow --help' for the commands." --verbose
refused "lacflow: there is no command \"\"
Try \`lacflow --help' for the commands." ''
for command in report calibrate backtest synth funnel seek sensitivity; do
    refused "lacflow: $command is not built yet in this version" $command x
done

refused_by run 'name a study sheet'
refused_by run 'name a study sheet' --force
refused_by run 'name one study sheet, not several' "$study" "$study"
refused_by run "unrecognized option '--foo'" --foo "$study"
refused_by run "option '--scenario' requires an argument" "$study" --scenario
refused_by run "option requires an argument -- 'o'" "$study" -o
refused_by run '-o is given twice' "$study" -o a -o b
refused_by run '--titles is on or off, not "maybe"' --titles maybe "$study"
refused_by run '--publish is not built yet in this version' --publish 5 "$study"
refused_by run '--seed needs --stochastic' --seed 1 "$study"
refused_by run '--uncertainty needs --stochastic' "$study" --uncertainty none
refused_by run '-n needs --stochastic' -n 100 -j 2 "$study"
refused_by run '-j needs --stochastic' "$study" -j4
for number in 0 1000001 -5 +5 1e3 '' ' 7' 7x 0x10 99999999999999999999; do
    refused_by run "-n is a whole number from 1 to 1000000, not \"$number\"" \
        "$study" --stochastic -n "$number"
done
for number in 0 257 -1 two; do
    refused_by run "-j is a whole number from 1 to 256, not \"$number\"" \
        "$study" --stochastic -j "$number"
done
for number in -1 18446744073709551616 1.5 ''; do
    refused_by run "--seed is a whole number from 0 to 18446744073709551615, not \"$number\"" \
        "$study" --stochastic --seed "$number"
done
for layers in '' luck process, ,process none,process process,none 'process drift' PROCESS; do
    refused_by run "--uncertainty is none, or some of process,parameter,drift,assumption, not \"$layers\"" \
        "$study" --stochastic --uncertainty "$layers"
done
refused_by run '--uncertainty names a layer twice in "drift,process,drift"' \
    "$study" --stochastic --uncertainty drift,process,drift
refused_by run '-n is given twice' "$study" --stochastic -n 5 -n 5
refused_by run '-j is given twice' "$study" --stochastic -j 1 -j 1
refused_by run '--seed is given twice' "$study" --stochastic --seed 5 --seed 5
refused_by run '--uncertainty is given twice' \
    "$study" --stochastic --uncertainty none --uncertainty drift
refused_by check 'STUDY.csv is missing'
refused_by check 'takes one argument, not several' a b
refused_by check "unrecognized option '--force'" --force "$study"
refused_by tracker 'name a table of cases'
refused_by tracker 'name a table of cases' --study "$study"
refused_by tracker '--study is missing: name the sheet with the pathways' cases.csv
refused_by tracker 'name one table of cases, not several' a.csv b.csv --study "$study"
refused_by tracker '--study is given twice' a.csv --study "$study" --study "$study"
refused_by tracker '--scenario is given twice' a.csv --scenario a --scenario b
refused_by tracker '-o is given twice' a.csv --study "$study" -o a -o b
refused_by tracker '--force needs -o' a.csv --study "$study" --force
refused_by tracker '--no-charts needs -o' a.csv --study "$study" --no-charts
refused_by tracker "unrecognized option '--seed'" a.csv --seed 1
refused_by schema 'takes no argument, but "x" is given' x
refused_by doctor 'takes no argument, but "x" is given' x
refused_by new 'NAME is missing'
refused 'lacflow run: the study has no scenario "programme 5%"; did you mean "Programme 0%"?' \
    run "$study" --scenario 'programme 5%'
refused 'lacflow run: the study has no scenario "none"; it has "No programme", "Programme 0%", "Programme 25%", "Programme 50%", "Programme 75%", "Programme 100%"' \
    run "$study" --scenario none

# With no command at all the help goes to standard error.
"$LACFLOW" >out 2>err
[ $? -eq 2 ] && [ ! -s out ] && grep -q '^  lacflow run STUDY.csv' err || {
    echo 'FAILED: lacflow without a command'
    failed=1
}

# Help and version are answers: standard output, status 0.
answers() {
    wanted=$1
    shift
    "$LACFLOW" "$@" >out 2>err
    status=$?
    if [ $status -ne 0 ] || [ -s err ] || ! grep -qF -e "$wanted" out; then
        printf 'FAILED: lacflow %s: status %d, output:\n' "$*" $status
        cat out err
        failed=1
    fi
}
answers 'lacflow 0.1.0' --version
answers 'lacflow run STUDY.csv' --help
answers 'lacflow run STUDY.csv' help
answers '--no-charts' run --help
answers '--scenario=NAME' run -h
answers '--uncertainty=LAYERS' run --help
answers 'Usage: lacflow run' run --usage
answers 'Usage: lacflow check' check --help
answers 'Usage: lacflow tracker [OPTION...] CASES.csv --study STUDY.csv' tracker --help
answers '--study=STUDY.csv' tracker -h
answers 'Usage: lacflow schema' schema --help
answers 'Usage: lacflow new' new --help
answers 'Usage: lacflow doctor' doctor --help

rm -f out err
left=$(ls -A)
[ -z "$left" ] || { echo "FAILED: files were written: $left"; failed=1; }
exit $failed

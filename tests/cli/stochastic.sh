#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A stochastic run: the same bytes for any number of threads and any choice of scenarios, and child by child
# as month by month; equal scenarios differ by exactly 0, the seed that was not given is told, and Ctrl-C
# ends it with nothing written.
set -u
cd "$SCRATCH" || exit 1
failed=0
fail() { echo "FAILED: $1"; failed=1; }

cat >study.csv <<'END'
section,item,field,unit,low,high,Base,Same,Fewer
time,,start,,,,2020-07,,
time,,end,,,,2023-03,,
stock,foster,children,,,,60,,
stock,kin,children,,,,40,,
admissions,all,count,,,,48,,36
admissions,all,events,,,,100,,
exit,home,rate,,,,0.4,,
placement,foster,weekly_cost,,600,900,700,,
placement,kin,weekly_cost,,,,350,,
END
# run FOLDER ARGUMENT...
run() {
    folder=$1
    shift
    "$LACFLOW" run study.csv -o "$folder" --no-charts --stochastic "$@" >"$folder.out" 2>"$folder.err" ||
        { fail "status $? of run $*"; cat "$folder.err"; }
}

run one --seed 7 -n 500 -j 1
tables='forecast_monthly.csv forecast_annual.csv comparison.csv savings.csv uncertainty.csv assumptions.csv'
for threads in 2 3; do
    run $threads --seed 7 -n 500 -j $threads
    for table in $tables; do
        cmp "one/$table" "$threads/$table" || fail "-j $threads: another $table"
    done
    cmp one.out $threads.out || fail "-j $threads: another answer"
done
run eight --seed 8 -n 500
cmp -s one/forecast_annual.csv eight/forecast_annual.csv && fail 'another seed, the same numbers'

# A scenario's rows are the same without the others.
run some --seed 7 -n 500 --scenario Fewer
for table in $tables; do
    [ $table = assumptions.csv ] && continue
    grep '^Fewer,' one/$table >rows
    [ -s rows ] || fail "no rows of Fewer in $table"
    grep '^Fewer,' some/$table | cmp - rows || fail "$table depends on which scenarios are run"
done

# Equal scenarios differ by exactly 0 in mean, sd and every quantile.
for table in comparison.csv savings.csv; do
    grep '^Same,' one/$table | tr -d '\r' | grep -v ',process+parameter+drift+assumption,0,0,0,0,0,0,0$' &&
        fail "equal scenarios differ in $table"
    grep -c '^Same,.*,0,0,0,0,0,0,0' one/$table >/dev/null || fail "no rows of Same in $table"
done
grep '^Fewer,2021/22,gross,' one/savings.csv | grep -q ',0,0,0,0,0,0,0' && fail 'Fewer saves nothing'

# Four layers are in uncertainty.csv; those that are off are not.
head -n 1 one/uncertainty.csv | grep -q 'scenario,financial_year,measure,layer,share' || fail 'header'
for layer in process parameter drift assumption; do
    grep -q "^Base,2021/22,cost_total,$layer,0\.[0-9]*" one/uncertainty.csv || fail "no share of $layer"
done
run two --seed 7 -n 200 --uncertainty drift,process
cut -d, -f4 two/uncertainty.csv | sort -u | tr '\n' ' ' | grep -qx 'drift layer process ' ||
    fail 'layers that are off have rows'
cut -d, -f6 two/forecast_annual.csv | sort -u | tr '\n' ' ' | grep -qx 'layers process+drift ' ||
    fail 'the column layers'
# What is drawn from besides the sheet stands in assumptions.csv, once, and only in a simulation.
told() { tr -d '\r' <"$1/assumptions.csv" | sed -n 's/^(all),uncertainty,\([a-z]*,[a-z_]*,,[^,]*\),.*,\([a-z]*\)$/\1 \2/p' | tr '\n' ';'; }
DEFAULT='drift,admissions_sd,,13.3% default;drift,exits_sd,,9.7% default;drift,correlation,,0.19 default;'
DEFAULT=$DEFAULT'drift,persistence,,0.29 default;'
[ "$(told one)" = "$DEFAULT" ] || fail "the drift in assumptions.csv: $(told one)"
[ "$(told two)" = "parameter,active,,no given;assumption,active,,no given;$DEFAULT" ] ||
    fail "layers left out in assumptions.csv: $(told two)"
"$LACFLOW" run study.csv -o certain --no-charts --quiet >/dev/null 2>&1 || fail 'a run without --stochastic'
[ "$(told certain)" = '' ] || fail "uncertainty of a run without any: $(told certain)"
run none --seed 7 -n 3 --uncertainty none
grep -q ',none,100,0,100,100,100,100,100' none/forecast_annual.csv || fail 'none: a range'

# run.json: what the numbers hang on. A seed that JSON readers would round is a text.
for text in '"engine": "stochastic"' '"seed": 7' '"replicates": 500' '"threads": 1' '"gsl": ' \
    '"layers": "process+parameter+drift+assumption"'; do
    grep -qF "$text" one/run.json || fail "run.json has no $text"
done
run great --seed 18446744073709551615 -n 1
grep -qF '"seed": "18446744073709551615"' great/run.json || fail 'a great seed'

# A seed that was not given is told, and gives the same numbers again.
run chosen -n 50
seed=$(sed -n 's/^seed \([0-9]*\): the same numbers again with --seed \1$/\1/p' chosen.err)
[ -n "$seed" ] || fail 'the seed is not told'
grep -qF "\"seed\": $seed," chosen/run.json || fail 'the seed is not in run.json'
run again -n 50 --seed "$seed"
cmp chosen/forecast_monthly.csv again/forecast_monthly.csv || fail 'the seed told is another'
grep -q '^seed' again.err && fail 'a seed that was given is told'
run quiet -n 50 --quiet
[ -s quiet.err ] && fail '--quiet says something'

# No progress line where standard error is no terminal; expected runs have no uncertainty.csv.
grep -q 'simulations' again.err && fail 'progress in a file'
"$LACFLOW" run study.csv -o plain --no-charts >/dev/null 2>&1 || fail 'expected'
[ -e plain/uncertainty.csv ] && fail 'uncertainty.csv of an expected run'
grep -qF '"engine": "expected"' plain/run.json || fail 'the engine of an expected run'

# Children followed one by one, and month by month: a capacity that is never reached asks for the latter
# and changes nothing else.
cat >lives.csv <<'END'
section,item,field,Base,Fewer,Further
time,,start,2020-07,,
time,,end,2024-03,,
stock,foster,children,60,,
stock,kin,children,40,,
admissions,all,count,48,,
exit,home,rate,0.4,,
exit,sgo,rate,0.2,,
move,foster > kin,rate,0.5,,
move,kin > foster,rate,0.9,,
unreconciled,all,count,7,,
intervention,fewer,active,no,yes,no
intervention,fewer,effect,multiply,,
intervention,fewer,acts_on,admissions,,
intervention,fewer,factor,0.7,,
intervention,more,active,no,no,yes
intervention,more,effect,add,,
intervention,more,acts_on,admissions,,
intervention,more,amount,20,,
END
cp lives.csv months.csv
echo 'placement,foster,capacity,1000000,,' >>months.csv
for way in lives months; do
    "$LACFLOW" run $way.csv -o $way --no-charts --stochastic -n 300 --seed 5 >/dev/null 2>$way.err ||
        { fail "status $? of $way"; cat $way.err; }
done
for table in forecast_monthly comparison uncertainty; do
    [ "$(wc -l <lives/$table.csv)" -gt 20 ] || fail "few rows in $table"
    grep -v ',overflow_foster,' months/$table.csv | cmp lives/$table.csv - || fail "another $table month by month"
done

# The ranking does not depend on the threads either, and is there with the rows of both.
"$LACFLOW" run lives.csv -o lives3 --no-charts --stochastic -n 300 --seed 5 -j 3 >/dev/null 2>&1 || fail 'lives -j 3'
cmp lives/ranking.csv lives3/ranking.csv || fail 'another ranking with three threads'
cmp lives/ranking.csv months/ranking.csv || fail 'another ranking month by month'
[ "$(grep -cE '^(Fewer|Further),(child_months_avoided|rank|probability_best|probability_rank),' lives/ranking.csv)" = 8 ] ||
    fail 'rows of ranking.csv'

# What could not be done is told as an average of simulations: of one child, 6 exits a year by count are to
# leave in a month, so Poisson with mean 0.5. Expected beyond 1: 0.5 - 1 + exp(-0.5) = 0.107 (four standard
# errors of 500 simulations are 0.07). With 0.6 a
# year: 0.05 - 1 + exp(-0.05) = 0.0012, in 20,000 simulations about 24 times.
cat >short.csv <<'END'
section,item,field,Base
time,,start,2020-04
time,,end,2020-04
stock,all,children,1
admissions,all,count,0
exit,home,count,6
END
"$LACFLOW" run short.csv -o short --no-charts --stochastic --uncertainty process -n 500 --seed 1 \
    >/dev/null 2>short.err || fail 'a study that runs short'
grep -Eqx 'warning: scenario Base: on average (less than )?0\.[12] exits found nobody who could leave \(see unmet_exits\)' \
    short.err || fail "exits that found nobody: $(cat short.err)"
sed -i 's/home,count,6/home,count,0.6/' short.csv
"$LACFLOW" run short.csv -o short --force --no-charts --stochastic --uncertainty process -n 20000 --seed 1 \
    >/dev/null 2>short.err || fail 'a study that hardly runs short'
grep -qx 'warning: scenario Base: on average less than 0\.1 exits found nobody who could leave (see unmet_exits)' \
    short.err || fail "a few exits that found nobody: $(cat short.err)"

# Ctrl-C: status 130, nothing written. (A shell lets its background jobs ignore SIGINT; SIGTERM is
# handled in the same way.)
"$LACFLOW" run study.csv -o stopped --no-charts --stochastic -n 1000000 >stopped.out 2>stopped.err &
child=$!
sleep 0.5
kill -TERM $child
wait $child
[ $? -eq 130 ] || fail 'interrupted: not status 130'
grep -qx 'interrupted; nothing was written' stopped.err || fail 'interrupted: not said'
[ -e stopped ] && fail 'interrupted: written'
[ -s stopped.out ] && fail 'interrupted: an answer'
exit $failed

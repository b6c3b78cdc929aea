#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lacflow tracker: its answer, its files, its faults and exit codes; what it never says.
set -u
example=$PWD/scenarios/tracker-example
cd "$SCRATCH" || exit 1
cp "$example"/*.csv .
failed=0

fail() {
    echo "FAILED: $*"
    cat err
    failed=1
}
tracker() { "$LACFLOW" tracker "$@" >out 2>err; }
# says LINE: the answer has exactly this line
says() { grep -qxF -e "$1" out || fail "the answer lacks: $1"; }

# ---- the answer ----

tracker tracker.csv --study study.csv || fail "status $?"
[ ! -s err ] || fail 'talk without anything to say'
says '25 cases on 2025-04-01, the first day of the study; numbers of scenario "Cases under way"'
says 'With the council 9, with carers 7, with the court 6; 3 wait for a start.'
[ "$(grep -c '^C[0-9][0-9] ' out)" -eq 25 ] || fail 'not every case has a line'
[ "$(awk 'length > 96' out | wc -l)" -eq 0 ] || fail 'lines of more than 96 characters'
[ "$(ls)" = "$(printf '%s\n' err opening.csv out study.csv tracker.csv)" ] || fail "files were written: $(ls)"

# Two certain stages by hand: 10 January 2025 + 70 days is 21 March, before the first day of the study, so the
# case is late and its stage ends on 1 April; 28 days later, 29 April, the order. The other began 14 days before
# 1 April: 56 more are left, to 27 May, and 28 more, 24 June. The chance is 0.5 x 0.5.
cat >small.csv <<'END'
section,item,field,unit,Only
time,,start,,2025-04
time,,end,,2026-03
stock,all,children,,40
admissions,all,count,,12
pathway,P/1 plan,weeks,,10
pathway,P/1 plan,control,,carer
pathway,P/1 plan,approval,,50%
pathway,P/2 court,weeks,,4
pathway,P/2 court,control,,court
intervention,D,effect,,pathway
intervention,D,pathway,,P
intervention,D,route,,sgo
intervention,D,children,,0
intervention,D,success,,50%
END
printf 'case,pathway,stage,stage_started\nX1,P,1,10/01/2025\nX2,P,plan,2025-03-18\nX3,P,,\n' >few.csv
tracker few.csv --study small.csv --quiet || fail "small: status $?"
cat >wanted <<'END'
small
3 cases on 2025-04-01, the first day of the study

P   stage   since        order    likely  2025/26
X1  1 plan  2025-01-10*  2025-04              25%
X2  1 plan  2025-03-18   2025-06              25%

P   waits since  order    likely  2025/26
X3  -            2025-07              25%

Cases by stage           with   cases  late
P               waiting             1
                1 plan   carer      2     1
                2 court  court      -     -

With the council 0, with carers 2, with the court 0; 1 waits for a start.

Orders to be expected  2025/26  in all
cases under way            0.5     0.5
cases that wait            0.2     0.2

Order: the month by which it is as likely made as not, if the case is not refused; likely: nine
in ten come within these months.
The chance of an order contains the approvals that are left and the success of the intervention.
It holds if the child stays looked after: one that leaves another way or turns 18 first has no
order.
Cases that wait: as if they all started on 2025-04-01. When staff are free for them is not known
here.
* late: longer in its stage than 90 % of the stage's range.
END
cmp -s out wanted || { diff wanted out; fail 'the small answer'; }

# A child of 213 completed months at the start turns 18 in June, the month of the order, and has none; one of 212
# in July.
printf 'case,pathway,stage,stage_started,age_months\nX1,P,plan,2025-03-18,213\nX2,P,plan,2025-03-18,212\n' >old.csv
tracker old.csv --study small.csv --quiet || fail "old: status $?"
says 'X1  1 plan  2025-03-18  2025-06†              25%'
says 'X2  1 plan  2025-03-18  2025-06               25%'
says '† the child turns 18 in that month or before it, and has no order then.'
rm old.csv

# The table stands in the place of the study's own, which is not even read.
tracker few.csv --study study.csv
[ $? -eq 3 ] && grep -q '^few.csv:2:4: error: B2 the pathway "P" is not known$' err || fail 'another table'
rm tracker.csv
cp "$example/tracker.csv" cases.csv
tracker cases.csv --study study.csv || fail 'the tracker of the sheet is missing, but not used'

# Another scenario has its own numbers; here the same, for both have the same success.
cp out first
tracker cases.csv --study study.csv --scenario 'and 20 MORE' || fail '--scenario'
sed 's/And 20 more/Cases under way/' out | cmp -s - first || fail '--scenario: other numbers'
tracker cases.csv --study study.csv --scenario 'And 20 mor'
[ $? -eq 2 ] && [ ! -s out ] && [ "$(cat err)" = \
    'lacflow tracker: the study has no scenario "And 20 mor"; did you mean "And 20 more"?' ] ||
    fail 'an unknown scenario'

# ---- JSON ----

tracker few.csv --study small.csv --json --quiet || fail "json: status $?"
for line in ' "first_day": "2025-04-01",' '   "case": "X1",' '   "order_p50": "2025-04-29",' \
    '   "order_p50": "2025-06-24",' '   "late": true,' '   "state": "waiting",' '   "stage": null,'; do
    says "$line"
done

# Each case has its stages from the present one on with who controls them: of X2, as above, and of X3, 70 days
# from 1 April and 28 more.
tr -d '\n' <out | sed 's/\([:,]\) */\1/g; s/ *\([]{}[]\) */\1/g' >one_line
for timeline in '{"stage":"1 plan","control":"carer","begins":"2025-03-18","ends_p05":"2025-05-27","ends_p50":"2025-05-27","ends_p95":"2025-05-27"},{"stage":"2 court","control":"court","begins":"2025-05-27","ends_p05":"2025-06-24","ends_p50":"2025-06-24","ends_p95":"2025-06-24"}' \
    '{"stage":"1 plan","control":"carer","begins":"2025-04-01","ends_p05":"2025-06-10","ends_p50":"2025-06-10","ends_p95":"2025-06-10"},{"stage":"2 court","control":"court","begins":"2025-06-10","ends_p05":"2025-07-08","ends_p50":"2025-07-08","ends_p95":"2025-07-08"}'; do
    grep -qF "\"timeline\":[$timeline]" one_line || fail "the JSON lacks the timeline $timeline"
done
grep -qF '{"pathway":"P","stage":"2 court","control":"court","cases":0,"late":0}' one_line ||
    fail 'the JSON lacks a stage'
rm one_line

# ---- files ----

tracker few.csv --study small.csv -o d --no-charts || fail "-o: status $?"
grep -qx 'written: d' err || fail '-o does not say what was written'
[ "$(ls d | tr '\n' ' ')" = 'run.json tracker.csv tracker_stages.csv tracker_timeline.csv tracker_years.csv ' ] ||
    fail "files: $(ls d)"
# rows FILE: without the byte order mark and carriage returns
rows() { sed '1s/^\xEF\xBB\xBF//;s/\r$//' "d/$1"; }
# has FILE ROW
has() { rows "$1" | grep -qxF -e "$2" || { rows "$1"; fail "$1 lacks $2"; }; }
has tracker.csv 'case,pathway,stage,control,state,stage_started,days_in_stage,late,overdue,order_p05,order_p50,order_p95,probability'
has tracker.csv 'X1,P,1 plan,carer,under way,2025-01-10,81,yes,yes,2025-04-29,2025-04-29,2025-04-29,0.25'
has tracker.csv 'X2,P,1 plan,carer,under way,2025-03-18,14,no,no,2025-06-24,2025-06-24,2025-06-24,0.25'
has tracker.csv 'X3,P,,,waiting,,,no,no,2025-07-08,2025-07-08,2025-07-08,0.25'
has tracker_stages.csv 'P,,,waiting,1,0'
has tracker_stages.csv 'P,1 plan,carer,under way,2,1'
has tracker_stages.csv 'P,2 court,court,under way,0,0'
has tracker_timeline.csv 'X1,P,1 plan,carer,2025-01-10,2025-04-01,2025-04-01,2025-04-01'
has tracker_timeline.csv 'X1,P,2 court,court,2025-04-01,2025-04-29,2025-04-29,2025-04-29'
has tracker_timeline.csv 'X3,P,1 plan,carer,2025-04-01,2025-06-10,2025-06-10,2025-06-10'
has tracker_years.csv 'X2,under way,2025/26,0.25'
has tracker_years.csv 'all,under way,2025/26,0.5'
has tracker_years.csv 'all,waiting,2025/26,0.25'
grep -q '"engine": "tracker"' d/run.json && grep -q '"name": "few.csv"' d/run.json &&
    grep -q "\"sha256\": \"$(sha256sum few.csv | cut -d' ' -f1)\"" d/run.json || fail 'run.json'

# The chart: its days are those of the answer. Without gnuplot the numbers are complete and the status is 6.
tracker few.csv --study small.csv -o drawn --quiet || fail "-o with a chart: status $?"
[ "$(ls drawn/charts | tr '\n' ' ')" = 'tracker.csv tracker.gp tracker.png tracker.svg ' ] || fail 'chart'
for row in 'X1,1,carer,2025-01-10,2025-04-01,yes,2025-04-29,2025-04-29,2025-04-29' \
    'X2,2,court,2025-05-27,2025-06-24,no,2025-06-24,2025-06-24,2025-06-24' \
    'X3 (waits),1,carer,2025-04-01,2025-06-10,no,2025-07-08,2025-07-08,2025-07-08'; do
    tr -d '\r' <drawn/charts/tracker.csv | grep -qxF -e "$row" || fail "the chart lacks $row"
done
mkdir none
PATH=$PWD/none "$LACFLOW" tracker few.csv --study small.csv -o undrawn >out 2>err
[ $? -eq 6 ] && [ -f undrawn/tracker.csv ] && [ -f undrawn/run.json ] && [ -f undrawn/charts/tracker.gp ] ||
    fail 'without gnuplot'
rm -r drawn undrawn none

# Whole or not at all; what is there stays.
cp -r d before
tracker few.csv --study small.csv -o d
[ $? -eq 4 ] && [ ! -s out ] && [ "$(cat err)" = 'd: error: exists already
  hint: --force replaces it; -o names another folder
nothing was written' ] || fail 'a second time without --force'
diff -r d before >diff || fail 'a refused run changed the folder'
touch d/old
tracker few.csv --study small.csv -o d --force --quiet || fail '--force'
[ ! -e d/old ] && [ ! -s err ] || fail '--force does not replace the folder'
mkdir foreign
tracker few.csv --study small.csv -o foreign --force
[ $? -eq 4 ] && [ -z "$(ls foreign)" ] || fail 'a folder that is not ours'
(
    trap '' XFSZ
    ulimit -f 0
    "$LACFLOW" tracker few.csv --study small.csv -o full/deep >/dev/null 2>/dev/null
    [ $? -eq 4 ]
) || fail 'no room'
[ ! -e full ] || fail 'no room, but a folder is there'
"$LACFLOW" tracker few.csv --study small.csv >/dev/full 2>err
[ $? -eq 4 ] || fail 'standard output is full'

# A folder that may not be written, a table that may not be read. Root may do both, so as somebody else.
mkdir closed && chmod 555 closed
cp few.csv secret.csv && chmod 000 secret.csv
as=
if [ "$(id -u)" -eq 0 ]; then
    as='setpriv --reuid=65534 --regid=65534 --clear-groups'
    chmod 1777 .
    chmod a+r ./*.csv
    chmod 000 secret.csv
fi
if $as "$LACFLOW" --version >/dev/null 2>&1 && $as test -r small.csv; then
    # A build that counts lines writes beside its objects, which nobody may not: somewhere else then.
    GCOV_PREFIX=$PWD $as "$LACFLOW" tracker few.csv --study small.csv -o closed/d >out 2>err
    status=$?
    [ $status -eq 4 ] && [ ! -s out ] && grep -q 'the folder cannot be made: Permission denied' err ||
        fail "closed folder: status $status"
    GCOV_PREFIX=$PWD $as "$LACFLOW" tracker secret.csv --study small.csv >out 2>err
    status=$?
    [ $status -eq 4 ] && [ ! -s out ] && grep -q '^secret.csv: error: the file cannot be read: permission denied' err ||
        fail "closed table: status $status"
else
    echo 'not tested: what may not be written or read (root, and nobody cannot reach the program)'
fi
[ -z "$(ls -A closed)" ] || fail 'a closed folder was written'
chmod 755 closed

# ---- faults ----

tracker missing.csv --study small.csv
[ $? -eq 3 ] && [ ! -s out ] && grep -q '^missing.csv: error: ' err || fail 'a missing table'
tracker few.csv --study missing.csv
[ $? -eq 3 ] && [ ! -s out ] || fail 'a missing study'
printf 'case,pathway,stage,stage_started\nJane Smith,P,1,2025-03-01\nC1,P,7,2025-05-01\nC1,P,1,\n' >bad.csv
tracker bad.csv --study small.csv -o bad
[ $? -eq 3 ] && [ ! -s out ] && [ ! -e bad ] || fail 'a faulty table'
cat >wanted <<'END'
bad.csv:2:1: error: A2 the case in row 2 may be a name
  **********,P,1,2025-03-01
  ^
  hint: give each case a short label of your own with a number in it, such as C01
bad.csv:4:8: error: D4 stage_started is blank
  **,P,1,
         ^
  hint: fill it in, or take the row out
bad.csv:4:1: error: A4 the case in row 4 has the label of the case in row 3
  **,P,1,
  ^
  hint: keep one of them
3 errors; nothing was worked out
END
cmp -s err wanted || { diff wanted err; fail 'the words of a faulty table'; }

# No name reaches any output, whatever is wrong with the table.
for table in 'case,surname,pathway,stage,stage_started\nC1,Smith,P,1,2025-03-01\n' \
    'Smith,P,1,2025-03-01\n' 'case,pathway,stage,started\nSmith,P,1,2025-03-01\n' \
    'case,pathway,stage,stage_started,\nC1,P,1,2025-03-01,Smith\n' \
    'case,pathway,stage,stage_started,age_months\nSmith,P,1,2025-03-01,x\n' \
    'case,pathway,stage,stage_started,notes\nC1,P,1,x,Smith\n' \
    'case;pathway\nSmith;P\n' 'case,pathway\n"Smith,P\n' 'case,pathway\nSmith\377,P\n'; do
    # shellcheck disable=SC2059 # the tables have escapes of their own
    printf "$table" >names.csv
    tracker names.csv --study small.csv --json
    [ $? -eq 3 ] || fail "accepted: $table"
    ! grep -q Smith out err || fail "a name is shown: $table"
done

# The same table as the opening state of a run: a fault of it is a fault of the study.
printf 'data,,tracker,,few.csv\n' >>small.csv
"$LACFLOW" check small.csv >out 2>err || fail 'check of a study with a tracker'
grep -q 'few.csv, [0-9]* bytes' out || fail 'check does not name the tracker'
"$LACFLOW" run small.csv --no-charts --quiet -o run >out 2>err || fail 'run of a study with a tracker'
grep -q "\"sha256\": \"$(sha256sum few.csv | cut -d' ' -f1)\"" run/run.json || fail 'run.json of a run'
grep -qr X1 run && fail 'a case is named in the files of a run'
exit $failed

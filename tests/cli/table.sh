#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The printed table: exact for a small study with every kind of row; lines stay within 96 columns and
# columns below each other whatever the names; one scenario and sixty; thirty years; JSON.
set -u
cd "$SCRATCH" || exit 1
failed=0

fail() {
    echo "FAILED: $*"
    cat err
    failed=1
}

# Stock 100; 30 a year come; 12 a year leave home; the programme sends 5 more by sgo in 2018/19.
# 2017/18 is part actual: history to December 2017 (stock 100), forecast January to March.
cat >small.csv <<'END'
section,item,field,unit,As is,Programme
study,,title,,A small study,
study,,area,,Smallshire,
time,,end,,2019-06,
data,,history,,history.csv,
population,2017/18,children,,20000,
admissions,all,count,,30,
exit,home,count,,12,
unreconciled,all,count,,-6,
placement,all,weekly_cost,,1000,
intervention,Drive,active,,no,yes
intervention,Drive,effect,,exits,
intervention,Drive,route,,SGO,
intervention,Drive,children,,5,
intervention,Drive,start,,2018-04,
intervention,Drive,end,,2019-03,
END
cat >history.csv <<'END'
period,stock,admissions,ceased
2017-03,90,,
2017-04,91,2,1
2017-05,92,2,1
2017-06,93,2,1
2017-07,94,2,1
2017-08,95,2,1
2017-09,96,2,1
2017-10,97,2,1
2017-11,98,2,1
2017-12,100,2,0
END
"$LACFLOW" run small.csv --no-charts --quiet -o small >table 2>err || fail 'run'
# Closing: 100 + (30 - 12 - 6) / 4 = 103, + 12 = 115, - 5 = 110. Flows of 2017/18: 18 + 7.5, 8 + 3,
# -1.5 (nine months of history leave 100 - 90 - 18 + 8 = 0).
cat >wanted <<'END'
A small study
Smallshire
Children in financial years, April to March

Children looked after at 31 March
           2016/17   2017/18*  2018/19*  2019/20*
History         90
As is                    103       115        ..
Programme                103       110        ..

END
head -n 10 table | cmp -s - wanted || { sed -n 1,10p table; fail 'the table of closing stocks'; }
row() { # row BLOCK-NUMBER LABEL: the cells of the row in the nth block that has it
    awk -v want="$1" -v label="$2" 'index($0, label " ") == 1 && ++n == want {
        $0 = substr($0, length(label) + 1); $1 = $1; print }' table
}
# is NUMBER LABEL CELLS: the history is block 1 where it has the row, then As is, then Programme
is() {
    got=$(row "$1" "$2")
    [ "$got" = "$3" ] || fail "row '$2', number $1: '$got' instead of '$3'"
}
is 1 'opening stock' '90 103 115'
is 2 'opening stock' '90 103 110'
is 1 '+ admissions' '26 30 8p'
is 1 '- exits' '11 12 3p'
is 2 '- exits' '11 17 3p'
is 1 '    home' '3p 12 3p'
is 1 '    SGO' '0p 0 0p'
is 2 '    SGO' '0p 5 0p'
is 1 '+ unreconciled' '-2 -6 -2p'
is 1 '= closing stock' '90'
is 2 '= closing stock' '103 115 ..'
is 3 '= closing stock' '103 110 ..'
is 2 'per 10,000 aged 0-17' '51.5 57.5 ..'
for note in '* forecast; the first such year is part actual: its flows sum both' \
    'p covers only a part of the year' '.. not known'; do
    grep -qxF -e "$note" table || fail "no note '$note'"
done
grep -q '^spend, £ thousand ' table || fail 'no spend'
grep -q '^gross saving, £ thousand ' table || fail 'no saving'
[ "$(grep -c '^gross saving' table)" = 1 ] || fail 'the reference has a saving'

# As JSON: the same numbers, unrounded, and nothing else on standard output.
"$LACFLOW" run small.csv --no-charts --quiet -o small --force --json >json 2>err || fail '--json'
[ "$(head -n 2 json | tr -d '\n')" = '{ "schema_version": 1,' ] || fail 'the head of the JSON'
rows=$(grep -c '"measure"' json)
lines=$(($(wc -l <small/forecast_annual.csv) + $(wc -l <small/savings.csv) - 2))
[ "$rows" = "$lines" ] || fail "$rows rows of JSON, $lines of CSV"
tr -d ' \n' <json | grep -qF '"scenario":"Programme","financial_year":"2017/18","measure":"admissions","unit":"children","status":"mixed","mean":25.5,"sd":null}' ||
    fail 'no admissions of 2017/18 in the JSON'

# One scenario has no table of closing stocks.
cut -d, -f1-5 small.csv >one.csv
"$LACFLOW" run one.csv --no-charts --quiet -o one >table1 2>err || fail 'one scenario'
! grep -q 'Children looked after' table1 || fail 'one scenario has a table of closing stocks'
[ "$(wc -l <one/comparison.csv)" = 1 ] && [ "$(wc -l <one/savings.csv)" = 1 ] ||
    fail 'one scenario is compared'
"$LACFLOW" run small.csv --no-charts --quiet -o two --scenario ' programme ' >table2 2>err ||
    fail '--scenario'
cmp -s table table2 || fail '--scenario of the only other one changes the table'

# Sixty scenarios with long names, thirty years.
{
    printf 'section,item,field,unit'
    i=0
    while [ $i -lt 60 ]; do
        case $i in
        3) printf ',児童保護計画 強化案 3' ;;
        4) printf ',Médiation précoce à domicile' ;;
        5) printf ',%060d' 5 ;;
        *) printf ',%02d a scenario by a name of sixty characters, no less than  ' $i | tr , ';' |
            sed 's/^;/,"/; s/;/ /g; s/  *$/"/' ;;
        esac
        i=$((i + 1))
    done
    echo
    echo 'time,,start,,2018-04'
    echo 'time,,end,,2048-03'
    echo 'stock,all,children,,1000'
    echo 'admissions,all,count,,100'
    echo 'exit,"a route by a name that has sixty characters, which is a lot",rate,,0.1'
} >many.csv
"$LACFLOW" run many.csv --no-charts --quiet -o many >table 2>err || fail 'sixty scenarios'
[ "$(grep -c '^= closing stock' table)" = $((60 * 5)) ] || fail "blocks: $(grep -c '^= closing' table)"
[ "$(LC_ALL=C.UTF-8 wc -L <table)" -le 96 ] || fail 'a line is wider than 96 columns'
grep -q ' $' table && fail 'a line ends with a space'
# Wide characters take two columns each.
width() { grep -m 1 "^$1" table | LC_ALL=C.UTF-8 wc -L; }
[ "$(width 児童)" = "$(width Médiation)" ] || fail 'wide characters are not aligned'
exit $failed

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
# Closing: 100 + (30 - 12 - 6) / 4 = 103, + 12 = 115, - 5 = 110; the study ends in June 2019 with 3 more,
# which is shown for the year without a March. Flows of 2017/18: 18 + 7.5, 8 + 3,
# -1.5 (nine months of history leave 100 - 90 - 18 + 8 = 0).
cat >wanted <<'END'
A small study
Smallshire
Children in financial years, April to March

Children looked after at 31 March
           2016/17   2017/18*  2018/19*  2019/20*
History         90
As is                    103       115       118‡
Programme                103       110       113‡

END
head -n 10 table | cmp -s - wanted || { sed -n 1,10† table; fail 'the table of closing stocks'; }
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
is 1 '+ admissions' '26 30 8†'
is 1 '- exits' '11 12 3†'
is 2 '- exits' '11 17 3†'
is 1 '    home' '3† 12 3†'
is 1 '    SGO' '0† 0 0†'
is 2 '    SGO' '0† 5 0†'
is 1 '+ unreconciled' '-2 -6 -2†'
is 1 '= closing stock' '90'
is 2 '= closing stock' '103 115 118‡'
is 3 '= closing stock' '103 110 113‡'
is 2 'per 10,000 aged 0-17' '51.5 57.5 59.0‡'
# Jan to Mar 2018: (31 x 100.5 + 28 x 101.5 + 31 x 102.5) / 7 weeks of a child; 2018/19: (365 x 103 +
# 2184.5) / 7, the sum of days x (month + 1/2) being 2184.5; Apr to Jun 2019: 10601.5 / 7 = 1514.5.
is 1 'spend, £ thousand' '1,305† 5,683 1,514†'
# 5 leave evenly over 2018/19: 5 / 12 x 2184.5 / 7 = 130.03 weeks; then 5 x 91 / 7.
is 1 'gross saving, £ thousand' '0† 130 65†'
for note in '* forecast; the first such year is part actual: its flows sum both' \
    '† covers only a part of the year' '‡ at the end of June 2019, the last month'; do
    grep -qxF -e "$note" table || fail "no note '$note'"
done
! grep -q 'exits that found nobody' table || fail 'exits that found nobody'
[ "$(grep -c '^gross saving' table)" = 1 ] || fail 'the reference has a saving'

cp table small.txt

# As JSON: the same numbers, unrounded, and nothing else on standard output.
"$LACFLOW" run small.csv --no-charts --quiet -o small --force --json >json 2>err || fail '--json'
[ "$(head -n 2 json | tr -d '\n')" = '{ "schema_version": 1,' ] || fail 'the head of the JSON'
rows=$(grep -c '"measure"' json)
lines=$(($(wc -l <small/forecast_annual.csv) + $(wc -l <small/savings.csv) - 2))
[ "$rows" = "$lines" ] || fail "$rows rows of JSON, $lines of CSV"
tr -d ' \n' <json | grep -qF '"scenario":"Programme","financial_year":"2017/18","measure":"admissions","unit":"children","status":"mixed","layers":"none","mean":25.5,"sd":null}' ||
    fail 'no admissions of 2017/18 in the JSON'

# A row of the JSON says which uncertainty its sd contains.
{
    echo 'section,item,field,unit,A,B'
    echo 'time,,start,,2018-04,'
    echo 'time,,end,,2019-03,'
    echo 'stock,all,children,,100,'
    echo 'exit,home,rate,,0.5,'
} >sd.csv
"$LACFLOW" run sd.csv --no-charts --quiet -o sd --json >json 2>err || fail 'sd --json'
tr -d ' \n' <json >packed
grep -q '"measure":"closing_stock","unit":"children","status":"forecast","layers":"process","mean":' packed ||
    fail 'no layers of the closing stock'
rows=$(grep -c '"measure"' json)
[ "$rows" = "$(grep -c '"layers"' json)" ] || fail 'a row of the JSON has no layers'

# Pounds: February 2018 has four weeks. Of B one child leaves, in the middle of the month on average, so
# two weeks are saved; of C COME a year more come, so COME / 6 weeks are lost.
# pounds STOCK PRICE COME SPEND-LABEL SPEND SAVING-LABEL SAVING-OF-B SAVING-OF-C
pounds() {
    cat >pounds.csv <<END
section,item,field,unit,A,B,C
time,,start,,2018-02,,
time,,end,,2018-02,,
stock,all,children,,$1,,
admissions,all,count,,0,,$3
placement,all,weekly_cost,,$2,,
exit,home,count,,0,12,
END
    "$LACFLOW" run pounds.csv --no-charts --quiet --force -o pounds >table 2>err || fail "pounds $*"
    is 1 "$4" "$5"
    is 1 "$6" "$7"
    is 2 "$6" "$8"
}
pounds 40 98.5 12 'spend, £' '15,760†' 'gross saving, £' '197†' '-197†'
pounds 40000 98.5 12 'spend, £ million' '15.8†' 'gross saving, £' '197†' '-197†'
pounds 25 1000 0 'spend, £ thousand' '100†' 'gross saving, £' '2,000†' '0†'
pounds 25 999.99 0 'spend, £' '99,999†' 'gross saving, £' '2,000†' '0†'
pounds 25 100000 0 'spend, £ million' '10.0†' 'gross saving, £ thousand' '200†' '0†'
pounds 20 100000 72 'spend, £ thousand' '8,000†' 'gross saving, £ thousand' '200†' '-1,200†'
pounds 20 4000 180 'spend, £ thousand' '320†' 'gross saving, £ thousand' '8†' '-120†'

# Exits that found nobody: ten should leave in the month, of four children; of a list nine.
cat >unmet.csv <<'END'
section,item,field,unit,A,B,C
time,,start,,2018-02,,
time,,end,,2018-02,,
stock,all,children,,4,,
exit,home,count,,0,120,
intervention,Drive,active,,no,,yes
intervention,Drive,effect,,exits,,
intervention,Drive,route,,sgo,,
intervention,Drive,children,,9,,
END
"$LACFLOW" run unmet.csv --no-charts --quiet -o unmet >table 2>err || fail 'unmet'
[ ! -s err ] || fail 'unmet --quiet talks'
[ "$(grep -c '^exits that found nobody  ' table)" = 2 ] || fail 'rows of exits that found nobody'
is 1 'exits that found nobody' '6.0†'
is 2 'exits that found nobody' '5.0†'
is 1 '= closing stock' '4‡'
is 2 '= closing stock' '0‡'
grep -q '^exits that found nobody: fewer children could leave' table || fail 'no note of them'
grep -qxF '‡ at the end of February 2018, the last month' table || fail 'the last month'

# One scenario has no table of closing stocks.
cut -d, -f1-5 small.csv >one.csv
"$LACFLOW" run one.csv --no-charts --quiet -o one >table1 2>err || fail 'one scenario'
! grep -q 'Children looked after' table1 || fail 'one scenario has a table of closing stocks'
[ "$(wc -l <one/comparison.csv)" = 1 ] && [ "$(wc -l <one/savings.csv)" = 1 ] ||
    fail 'one scenario is compared'
"$LACFLOW" run small.csv --no-charts --quiet -o two --scenario ' programme ' >table2 2>err ||
    fail '--scenario'
cmp -s small.txt table2 || fail '--scenario of the only other one changes the table'

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

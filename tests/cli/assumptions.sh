#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# assumptions.csv holds the rows of every data table once, with file, line and bands, says where the
# sheet replaces a rate, and names what was worked out from other data.
set -u
cd "$SCRATCH" || exit 1
failed=0

cat >study.csv <<'END'
section,item,field,unit,A,B
time,,end,,2019-03,
data,,history,,history.csv,
data,,opening,,opening.csv,
data,,rates,,rates.csv,
data,,admission_ages,,ages.csv,
data,,population,,population.csv,
admissions,In,count,,20,
admissions,Late,count,,4,
admissions,Late,ages,,16-17:100%,
exit,home,rate,,,0.2
placement,Foster,weekly_cost,,500,
END
cat >history.csv <<'END'
period,stock,admissions,ceased
2016/17,,10,9
2017/18,30,10,9
END
cat >opening.csv <<'END'
from_age,to_age,months_in_care,placement,children
0,9,3,Foster,10
10,17,30,Home,20
END
cat >rates.csv <<'END'
flow,from_age,to_age,from_months,to_months,placement,events,child_years,rate,low,high,source
exit/home,0,9,,,,12,48,,,,own returns
exit/home,10,,,11,Foster,,,0.3,0.2,0.4,
exit/home,10,,12,,Foster,,,0.1,,,
exit/home,10,17,,,Home,,,0.15,,,
exit/sgo,,,,,,,,0.05,,,
move/Foster > Home,,,,,,,,0.04,,,
END
cat >ages.csv <<'END'
stream,from_age,to_age,placement,share
In,0,9,Foster,86.3%
In,10,17,,13.7%
END
printf 'period,children\n2017/18,10000\n' >population.csv

"$LACFLOW" run study.csv --no-charts --quiet -o o >out 2>err || {
    cat err
    echo 'FAILED: run'
    exit 1
}
tr -d '\r' <o/assumptions.csv >rows
# has ROW: exactly once
has() {
    [ "$(grep -cxF -e "$1" rows)" = 1 ] || { echo "FAILED: not there, or twice: $1"; failed=1; }
}
has '(all),rates,exit/home,rate,,0.25,per child-year,,,rates.csv:2: own returns,ages 0 to 9; 12 events in 48 child-years; replaced by the sheet in B,,,given'
has '(all),rates,exit/home,rate,,0.3,per child-year,0.2,0.4,rates.csv:3,ages from 10; months in care up to 11; placement Foster; replaced by the sheet in B,,,given'
has '(all),rates,exit/home,rate,,0.1,per child-year,,,rates.csv:4,ages from 10; months in care from 12; placement Foster; replaced by the sheet in B,,,given'
has '(all),rates,exit/sgo,rate,,0.05,per child-year,,,rates.csv:6,,,,given'
has '(all),rates,move/Foster > Home,rate,,0.04,per child-year,,,rates.csv:7,,,,given'
has '(all),opening,Foster,children,,10,children,,,opening.csv:2,age in months 0 to 119; months in care 3,,,given'
has '(all),opening,Home,children,,20,children,,,opening.csv:3,age in months 120 to 215; months in care 30,,,given'
has '(all),admission_ages,In,share,,86.3%,%,,,ages.csv:2,ages 0 to 9; placement Foster,,,given'
has '(all),admission_ages,In,share,,13.7%,%,,,ages.csv:3,ages 10 to 17; placements as the opening children,,,given'
has '(all),population,,children,2018-03,10000,children,,,population.csv:2,aged 0 to 17,,,given'
[ "$(grep -c '^(all),' rows)" = 11 ] || { echo 'FAILED: rows of tables'; failed=1; }
for name in A B; do
    has "$name,time,,start,,2018-04,,,,history.csv,the month after the history,,,estimated"
    has "$name,stock,all,children,,30,children,,,opening.csv,the sum of the opening table,,,estimated"
    has "$name,population,,children,2018-04,10000,children,,,,\"at the start of the study: linear between the months given, held level outside\",,,estimated"
    has "$name,population,,children,2019-03,10000,children,,,,\"at the end of the study: linear between the months given, held level outside\",,,estimated"
    has "$name,unreconciled,all,count,,0,children per year,,,,,,,default"
    has "$name,admissions,Late,placement,,as the opening children,share,,,,,,,estimated"
    has "$name,placement,Home,weekly_cost,,none,,,,,not costed,,,default"
    has "$name,exit,home,from_age,,all,,,,,,,,default"
    has "$name,exit,home,placement,,all,,,,,,,,default"
    has "$name,finance,,price_base,,2018/19,,,,,,,,default"
done
has 'A,placement,Foster,weekly_cost,,500,£ per week,,,,,,,given'
has 'B,placement,Foster,weekly_cost,,500,£ per week,,,,,,,inherited'
has 'B,exit,home,rate,,0.2,per child-year,,,,,,,given'
grep -q '^A,exit,home,rate' rows && { echo 'FAILED: A has no rate of its own'; failed=1; }
exit $failed

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
exit,home,support_weekly,,,80
exit,sgo,support_weekly,,120,
exit,sgo,support_weeks,,none,52
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
# support goes to the 18th birthday unless its weeks are given, and is not costed unless it is given
has 'A,exit,home,support_weekly,,none,,,,,,,,default'
has 'B,exit,home,support_weekly,,80,£ per week,,,,,,,given'
has 'B,exit,home,support_weeks,,to the 18th birthday,,,,,,,,default'
has 'A,exit,home,cost_one_off,,none,,,,,not costed,,,default'
has 'A,exit,sgo,support_weeks,,none,,,,,,,,given'
has 'B,exit,sgo,support_weeks,,52,weeks,,,,,,,given'
has 'A,exit,sgo,cost_one_off,,none,,,,,not costed,,,default'
has 'A,exit,ageing_out,cost_one_off,,none,,,,,not costed,,,default'
[ "$(grep -c '^A,exit,home,support_weeks,' rows)" = 0 ] || { echo 'FAILED: weeks of no support'; failed=1; }
# Numbers as they are used, whatever way they are written; rows that do nothing; and the same bytes from
# whatever folder the program is called.
mkdir -p sub
cp history.csv opening.csv rates.csv ages.csv population.csv sub
cat >sub/words.csv <<'END'
section,item,field,unit,low,high,A,B
time,,start,,,,Apr-18,
time,,end,,,,01/03/2019,
data,,history,,,,history.csv,
data,,opening,,,,opening.csv,
data,,rates,,,,rates.csv,
data,,admission_ages,,,,ages.csv,
admissions,In,count,,"1,000.50",£1200,"£1,100.50",1e2 [ 90 .. 110.0 ]
admissions,In,growth,,,,1.50,-2%
admissions,More,count from 2018-10,,,,5,
admissions,Late,count,,,,4,
admissions,Late,ages,,,,"10 - 15 : 0.6 ; 16:40 %;",
admissions,Late,placement,%,,,home: 40 ;Foster :60,
exit,home,rate,,,,none,none
placement,Foster,weekly_cost,,,,"£1,250.50",
placement,Foster,weekly_cost from 2017-04,,,,900,
placement,Foster,weekly_cost from 2018-10,,,,1300,
placement,Foster,weekly_cost from 2019-04,,,,1400,none
placement,Home,weekly_cost from 2016/17,,,,700,
placement,Home,weekly_cost from 2017/18,,,,800,none
intervention,Push,active,,,,YES,No
intervention,Push,effect,,,,Exits,
intervention,Push,route,,,,sgo,
intervention,Push,children,,,,10,12
intervention,Push,success,,0.25,75%,0.5,
intervention,Push,placement,,,,Home;Foster,
intervention,Push,start,,,,April 2018,
finance,,price_base,,,,2018-19,
finance,2017/18,inflation,,,,3,
finance,2018/19,inflation,,,,2.5%,
target,Cap,measure,,,,closing_stock,
target,Cap,at_most,,,,"£1,000.0",
target,Cap,by,,,,18-19,
target,Later,measure,,,,closing_stock,
target,Later,at_most,,,,40,
target,Later,by,,,,Mar-19,
END
"$LACFLOW" run sub/words.csv --no-charts --quiet -o w1 >out 2>err || {
    cat err
    echo 'FAILED: run of words.csv'
    exit 1
}
(cd sub && "$LACFLOW" run words.csv --no-charts --quiet -o ../w2 >../out 2>../err) &&
    "$LACFLOW" run "$PWD/./sub/words.csv" --no-charts --quiet -o w3 >out 2>err || {
    cat err
    echo 'FAILED: words.csv from other folders'
    failed=1
}
for folder in w2 w3; do
    for file in assumptions comparison forecast_annual forecast_monthly savings; do
        cmp -s w1/$file.csv $folder/$file.csv ||
            { echo "FAILED: $file.csv depends on the folder"; failed=1; }
    done
    # the arguments are those of the call, the time is that of the run
    for run in w1 $folder; do
        sed '/^  "arguments": \[$/,/^  \],$/d; /^  "started": /d; /^  "seconds": /d' $run/run.json >$run.txt
    done
    cmp -s w1.txt $folder.txt || { diff w1.txt $folder.txt; echo 'FAILED: run.json depends on the folder'; failed=1; }
done
grep -q '"words.csv"' w1.txt && grep -q '"rates.csv"' w1.txt && grep -q '"words.csv:10: admissions More is 0 before' w1.txt &&
    ! grep -q 'sub/' w1.txt || { cat w1.txt; echo 'FAILED: names in run.json'; failed=1; }
tr -d '\r' <w1/assumptions.csv >rows
has 'A,time,,start,,2018-04,,,,,,,,given'
has 'A,time,,end,,2019-03,,,,,,,,given'
has 'A,data,,rates,,rates.csv,,,,,,,,given'
has 'A,admissions,In,count,,1100.5,children per year,1000.5,1200,,,,,given'
has 'B,admissions,In,count,,100,children per year,90,110,,,,,given'
has 'A,admissions,In,growth,,1.5%,% per year,,,,,,,given'
has 'B,admissions,In,growth,,-2%,% per year,,,,,,,given'
has 'A,admissions,Late,ages,,10-15:60%; 16:40%,share,,,,,,,given'
has 'A,admissions,Late,placement,,home:40%; Foster:60%,%,,,,,,,given'
has 'A,exit,home,rate,,none,,,,,,,,given'
has 'A,placement,Foster,weekly_cost,,1250.5,£ per week,,,,,,,given'
has 'A,placement,Foster,weekly_cost,2017-04,900,£ per week,,,,,,,not used'
has 'A,placement,Foster,weekly_cost,2018-10,1300,£ per week,,,,,,,given'
has 'A,placement,Foster,weekly_cost,2019-04,1400,£ per week,,,,,,,not used'
has 'B,placement,Foster,weekly_cost,2019-04,none,,,,,,,,given'
has 'A,placement,Home,weekly_cost,2016-04,700,£ per week,,,,,,,not used'
has 'A,placement,Home,weekly_cost,2017-04,800,£ per week,,,,,,,given'
has 'B,placement,Home,weekly_cost,2016-04,700,£ per week,,,,,,,inherited'
has 'A,intervention,Push,active,,yes,,,,,,,,given'
has 'A,intervention,Push,effect,,exits,,,,,,,,given'
has 'A,intervention,Push,children,,10,children,,,,,,,given'
has 'A,intervention,Push,success,,50%,%,25%,75%,,,,,given'
has 'A,intervention,Push,placement,,Home; Foster,placement,,,,,,,given'
has 'A,intervention,Push,start,,2018-04,,,,,,,,given'
has 'B,intervention,Push,active,,no,,,,,,,,given'
[ "$(grep -c '^B,intervention,Push,' rows)" = 1 ] || { echo 'FAILED: rows of what is not active'; failed=1; }
has 'A,finance,,price_base,,2018/19,,,,,,,,given'
has 'A,finance,2017/18,inflation,,3%,%,,,,,,,not used'
has 'A,finance,2018/19,inflation,,2.5%,%,,,,,,,not used'
has 'A,target,Cap,at_most,,1000,children,,,,,,,given'
has 'A,target,Cap,by,,2018/19,,,,,,,,given'
has 'A,target,Later,by,,2019-03,,,,,,,,given'

# a range of weeks is over cases: its mean is told
cat >pathway.csv <<'END'
section,item,field,unit,low,high,note,A,B
time,,start,,,,,2020-04,
time,,end,,,,,2021-03,
stock,all,children,,,,,100,
pathway,SGO/1 review,weeks,,8,12,local plan,9,26
pathway,SGO/1 review,control,,,,,council,
intervention,Drive,effect,,,,,pathway,
intervention,Drive,pathway,,,,,SGO,
intervention,Drive,route,,,,,sgo,
intervention,Drive,children,,,,,10,
END
"$LACFLOW" run pathway.csv --no-charts --quiet -o p >out 2>err || { cat err; echo 'FAILED: pathway'; failed=1; }
tr -d '\r' <p/assumptions.csv >rows
has 'A,pathway,SGO/1 review,weeks,,9,weeks,8,12,,most often so many; the mean over cases is 9.666666666666666; local plan,,,given'
has 'B,pathway,SGO/1 review,weeks,,26,weeks,,,,local plan,,,given'
has 'A,pathway,SGO/1 review,approval,,100%,%,,,,,,,default'
has 'A,intervention,Drive,success,,100%,%,,,,,,,default'
has 'A,intervention,Drive,staff,,none,,,,,no limit,,,default'
grep -q '^A,intervention,Drive,ramp_months' rows && { echo 'FAILED: a pathway has no ramp'; failed=1; }
tr -d '\r' <o/assumptions.csv >rows

grep -q '^A,exit,home,rate' rows && { echo 'FAILED: A has no rate of its own'; failed=1; }
exit $failed

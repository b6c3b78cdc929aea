#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the printed answer says of children on pathways, worked by hand.
#
# Ten of 20 children start on 1 April 2020; one of all who are there leaves each month. April: 10 x 1/20 = 0.5
# leave, 20 % of the other 9.5 are refused when the plan ends on 29 April: 1.9. May: 7.6 x 1/19 = 0.4 leave;
# the court ends on 27 May: 7.2 x 50 % x 50 % = 1.8 orders, 5.4 are lost. 0.5 + 1.9 + 0.4 + 1.8 + 5.4 = 10.
set -u
cd "$SCRATCH" || exit 1
failed=0
cat >study.csv <<'END'
section,item,field,unit,A,B
time,,start,,2020-04,
time,,end,,2021-06,
stock,all,children,,20,
admissions,all,count,,0,
exit,home,count,,12,
pathway,P/1 plan,weeks,,4,
pathway,P/1 plan,control,,council,
pathway,P/1 plan,approval,,80%,
pathway,P/2 court,weeks,,4,
pathway,P/2 court,control,,court,
pathway,P/2 court,approval,,50%,
intervention,Drive,active,,no,yes
intervention,Drive,effect,,pathway,
intervention,Drive,pathway,,P,
intervention,Drive,route,,order,
intervention,Drive,children,,10,
intervention,Drive,success,,50%,
END
cat >expected <<'END'
B: cases on pathways               2020/21*  2021/22*     all
identified                             10.0      0.0†    10.0
orders made                             1.8      0.0†     1.8
lost within the council's control       1.9      0.0†     1.9
lost outside its control                5.4      0.0†     5.4
left another way first                  0.9      0.0†     0.9
END
"$LACFLOW" run study.csv --no-charts --quiet -o o >out 2>err || { cat err; exit 1; }
sed -n '/^B: cases on pathways/,/^$/{/^$/d;p;}' out | sed 's/[ *]*$//; s/  */ /g' >found
sed 's/[ *]*$//; s/  */ /g' expected >wanted
cmp -s wanted found || { diff wanted found; echo 'FAILED: the block of cases'; failed=1; }
grep -q '^lost: refused at the end of a stage' out || { echo 'FAILED: what lost means'; failed=1; }
! grep -q '^A: cases on pathways' out || { echo 'FAILED: cases where there are none'; failed=1; }

# The JSON says who controls each stage, which a scenario may change, and names the measure of its losses.
sed 's/court,control,,court,/court,control,,court,carer/' study.csv >control.csv
"$LACFLOW" run control.csv --no-charts --quiet -o c --json >out 2>err || { cat err; exit 1; }
for stage in '"A","pathway":"P","stage":"1 plan","control":"council","lost":"pathway_lost_p_plan"' \
    '"A","pathway":"P","stage":"2 court","control":"court","lost":"pathway_lost_p_court"' \
    '"B","pathway":"P","stage":"1 plan","control":"council","lost":"pathway_lost_p_plan"' \
    '"B","pathway":"P","stage":"2 court","control":"carer","lost":"pathway_lost_p_court"'; do
    tr -d '\n' <out | sed 's/\([:,]\) */\1/g' | grep -qF "\"scenario\":$stage" || {
        echo "FAILED: the JSON lacks $stage"
        failed=1
    }
done
grep -q '"measure": "pathway_lost_p_court"' out || { echo 'FAILED: the measure of a stage'; failed=1; }
exit $failed

#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: bench/make_study.sh FOLDER SCENARIOS [MOVES] writes the speed study: 1,000 opening children by
# age in months, months in care and six placements; two streams; four routes and ten (or MOVES) moves at
# rates by age, months in care (0 to 24 or more) and placement; prices; 120 months. The figures are made
# up; only their number matters.
#
# The scenarios take turns: the reference, fewer admissions, more exits built up over a year, more moves
# into kinship care, a list of leavers.
set -eu
folder=$1 scenarios=$2 moves=${3:-10}
mkdir -p "$folder"

awk -v folder="$folder" -v scenarios="$scenarios" -v moves="$moves" '
function cells(own, kind,    s, out) {  # one cell a scenario: own where the scenario is of that kind
    out = ""
    for (s = 1; s < scenarios; s++) out = out "," (s % 5 == kind ? own : "")
    return out
}
function same() { return cells("", -1) }
function intervention(name, kind, fields,    n, field, i, pair) {
    print "intervention," name ",active,no" cells("yes", kind) > study
    n = split(fields, field, "|")
    for (i = 1; i <= n; i++) {
        split(field[i], pair, "=")
        print "intervention," name "," pair[1] "," pair[2] same() > study
    }
}
BEGIN {
    OFMT = CONVFMT = "%.12g"
    n_places = split("fostering,kinship,residential,secure,semi-independent,with parents", place, ",")
    n_routes = split("adoption,sgo,reunification,other", route, ",")
    split("0.08,0.12,0.20,0.05", route_rate, ",")
    split("950,420,5200,7100,1400,150", price, ",")
    n_ages = split("0,1,5,10,16,18", age, ",") - 1
    n_times = split("0,3,6,12,24", time, ",")

    study = folder "/study.csv"
    line = "section,item,field,Reference"
    for (s = 1; s < scenarios; s++) line = line ",Scenario " s
    print line > study
    print "time,,start,2025-04" same() > study
    print "time,,end,2035-03" same() > study
    print "data,,opening,opening.csv" same() > study
    print "data,,rates,rates.csv" same() > study
    print "data,,admission_ages,admission_ages.csv" same() > study
    print "population,2024/25,children,160000" same() > study
    print "admissions,starts,count,450" same() > study
    print "admissions,asylum,count,30" same() > study
    print "finance,,inflation,3" same() > study
    for (p = 1; p <= n_places; p++)
        print "placement," place[p] ",weekly_cost," price[p] same() > study
    intervention("Edge of care", 1, "effect=multiply|acts_on=admissions/starts|factor=0.85")
    intervention("Permanence", 2, "effect=multiply|acts_on=exit/sgo|factor=1.25|ramp_months=12")
    if (moves > 0) intervention("Kinship first", 3, "effect=multiply|acts_on=move/fostering > kinship|factor=1.5")
    intervention("Reviewed", 4, "effect=exits|route=reunification|children=80|success=50%|" \
        "start=2026-04|end=2028-03|from_age=5")

    file = folder "/opening.csv"
    print "age_months,months_in_care,placement,children" > file
    for (i = 0; i < 1000; i++) {
        months = i * 79 % 216
        kind = months "," i * 7 % 60 % (months + 1) "," place[i % n_places + 1]
        if (!(kind in children)) kinds[n_kinds++] = kind
        children[kind]++
    }
    for (i = 0; i < n_kinds; i++)
        print kinds[i] "," children[kinds[i]] > file

    file = folder "/admission_ages.csv"
    print "stream,from_age,to_age,placement,share" > file
    for (a = 1; a <= n_ages; a++)
        for (p = 1; p <= n_places; p++)
            print "starts," age[a] "," age[a + 1] - 1 "," place[p] "," 1 / (n_ages * n_places) > file
    print "asylum,16,17,semi-independent,1" > file

    file = folder "/rates.csv"
    print "flow,from_age,to_age,from_months,to_months,placement,rate" > file
    for (r = 1; r <= n_routes; r++)
        for (a = 1; a <= n_ages; a++)
            for (t = 1; t <= n_times; t++)
                for (p = 1; p <= n_places; p++)
                    print "exit/" route[r] "," age[a] "," age[a + 1] - 1 "," time[t] "," \
                        (t < n_times ? time[t + 1] - 1 : "") "," place[p] "," \
                        route_rate[r] * (0.5 + a / 5) * (1.5 - t / 5) * (0.7 + p / 10) > file
    for (p = 1; p <= n_places; p++)
        for (step = 1; step <= 2 && p + step <= n_places + 1; step++) {
            q = (p + step - 1) % n_places + 1
            if (n_moves++ < moves)
                for (a = 1; a <= n_ages; a++)
                    print "move/" place[p] " > " place[q] "," age[a] "," age[a + 1] - 1 ",,,," \
                        0.1 * (0.5 + a / 5) / step > file
        }
}'

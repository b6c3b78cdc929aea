#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: bench/make_chance.sh FOLDER writes the study of chance, which bench/naive.c simulates too: 1,100
# opening children by single year of age and six placements, 37.6 admissions a month, four routes and
# twelve moves at rates by single year of age and placement, 120 months. What is not known about it:
# events stand behind the admissions and behind each of the 648 rates, admissions and two prices have low
# and high, and years differ. The figures are made up; only their number and size matter.
set -eu
folder=$1
mkdir -p "$folder"

awk -v folder="$folder" '
function older(a) { return 0.5 + a / 17 }  # 0.5 at birth to 1.5 at 17
function rate_row(flow, a, p, rate) {
    # four years of the stock, and 20 child-years as if borrowed from elsewhere
    print flow "," a "," a "," place[p] "," rate * (4 * stock[a, p] + 20) "," 4 * stock[a, p] + 20 > file
}
BEGIN {
    OFMT = CONVFMT = "%.15g"
    n_places = split("fostering,kinship,residential,secure,semi-independent,with parents", place, ",")
    split("48,18,12,3,10,9", place_weight, ",")  # of 100 children
    n_routes = split("adoption,other,reunification,sgo", route, ",")
    split("0.06,0.07,0.14,0.06", route_rate, ",")
    split("950,420,5200,7100,1400,150", price, ",")

    study = folder "/study.csv"
    print "section,item,field,low,high,Reference" > study
    print "time,,start,,,2025-04" > study
    print "time,,end,,,2035-03" > study
    print "data,,opening,,,opening.csv" > study
    print "data,,rates,,,rates.csv" > study
    print "data,,admission_ages,,,admission_ages.csv" > study
    print "admissions,starts,count,400,500,451.2" > study
    print "admissions,starts,events,,,1350" > study
    for (p = 1; p <= n_places; p++)
        print "placement," place[p] ",weekly_cost," \
            (p % 2 ? "," : price[p] * 0.9 "," price[p] * 1.2) "," price[p] > study
    print "uncertainty,drift,admissions_sd,,,8" > study
    print "uncertainty,drift,exits_sd,,,6" > study
    print "uncertainty,drift,correlation,,,0.2" > study

    file = folder "/opening.csv"
    print "age_years,placement,children" > file
    for (a = 0; a < 18; a++)
        for (p = 1; p <= n_places; p++) {
            due += 1100 * older(a) / 18 * place_weight[p] / 100
            stock[a, p] = int(due + 0.5) - given
            given += stock[a, p]
            print a "," place[p] "," stock[a, p] > file
        }

    file = folder "/admission_ages.csv"
    print "stream,from_age,to_age,placement,share" > file
    for (a = 0; a < 18; a++)
        for (p = 1; p <= n_places; p++)
            print "starts," a "," a "," place[p] "," \
                (a == 0 ? 0.18 : 0.82 * older(a) / 17.5) * place_weight[p] / 100 > file

    file = folder "/rates.csv"
    print "flow,from_age,to_age,placement,events,child_years" > file
    for (r = 1; r <= n_routes; r++)
        for (a = 0; a < 18; a++)
            for (p = 1; p <= n_places; p++)
                rate_row("exit/" route[r], a, p, \
                    route_rate[r] * (route[r] == "adoption" ? 2.2 - a / 8 : older(a)) * (0.7 + p / 10))
    for (p = 1; p <= n_places; p++)
        for (step = 1; step <= 2; step++)
            for (a = 0; a < 18; a++)
                rate_row("move/" place[p] " > " place[(p + step - 1) % n_places + 1], a, p, \
                    0.2 * older(a) / step)
}'

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legal pathways in whole children where every replicate must come out the same: days, places, limits of
 * starts, refusals, releases, birthdays, lists, and the cases of a tracker. Worked by hand with a calendar;
 * days are counted from the first of the study. Days of 2017: 1 April is day 0, 1 May 30, 1 June 61, 1 July
 * 91, 1 August 122, 1 September 153, 1 October 183, 1 November 214, 1 December 244, 1 January 2018 275,
 * 1 February 306, 1 March 334, 1 April 365. */
#include "simulation.h"
#include "study_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static const uint64_t SEED = 20250401;
enum { REPLICATES = 20, LAST = 24 };

#define HEAD(start, end)                                                                           \
    "section,item,field,A,B\n"                                                                     \
    "time,,start," start ",\n"                                                                     \
    "time,,end," end ",\n"

#define STAGE(stage, weeks, control)                                                               \
    "pathway," stage ",weeks," weeks ",\npathway," stage ",control," control ",\n"

#define PROGRAMME(name, pathway, children, start)                                                  \
    "intervention," name ",effect,pathway,\nintervention," name ",pathway," pathway ",\n"          \
    "intervention," name ",route,sgo,\nintervention," name ",children," children ",\n"             \
    "intervention," name ",start," start ",\n"

/* What a measure is in the first n months, in every replicate. */
typedef struct {
    const char *measure;
    int64_t months[LAST];
    int n;
} row;
#define ROW(measure, ...)                                                                          \
    {                                                                                              \
        measure, {__VA_ARGS__}, (int)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t))          \
    }

static void check_rows(const simulation *it, const row *rows, size_t n_rows)
{
    for (size_t i = 0; i < n_rows; i++) {
        for (int m = 0; m < rows[i].n; m++) {
            const int64_t found = count_of(it, rows[i].measure, m);
            if (found != rows[i].months[m]) {
                fail_msg("%s in month %d is %lld, not %lld", rows[i].measure, m, (long long)found,
                    (long long)rows[i].months[m]);
            }
        }
    }
}

/* Every replicate of scenario A has these rows. */
static void check_study(
    const char *sheet, const char *opening, const row *rows, size_t n_rows, double unidentified)
{
    test_study s;
    simulation it;
    study_must_run(&s, sheet, opening == NULL ? NULL : "opening.csv", opening, NULL);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        simulation_run(&it, SEED, r);
        check_rows(&it, rows, n_rows);
        assert_true(it.shortfalls.unidentified == unidentified);
    }
    simulation_end(&it);
    study_free(&s);
}

/* ---- days ---- */

/* 9 + 4 + 8 + 4 + 26 weeks from 1 October 2017 are 357 days and end on 23 September 2018: a week more
 * ends in that month still (the 30th) and eight days more do not (1 October). 9 + 4 + 4 + 26 weeks are 301
 * days and end on 29 July: two days more are the 31st, three are 1 August. Weeks of so many sevenths. */
static void pathways_end_on_their_day(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *weeks[6]; /* of the stages */
        int month;            /* of the order, from October 2017 */
    } CASES[] = {
        {"long", {"9", "4", "8", "4", "26"}, 11},
        {"long and 7", {"9", "4", "8", "4", "26", "1"}, 11},
        {"long and 8", {"9", "4", "8", "4", "26", "1.142857"}, 12},
        {"short", {"9", "4", "4", "26"}, 9},
        {"short and 2", {"9", "4", "4", "26", "0.285714"}, 9},
        {"short and 3", {"9", "4", "4", "26", "0.428571"}, 10},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char sheet[2000];
        test_study s;
        simulation it;
        int n = snprintf(sheet, sizeof sheet, "%sstock,all,children,5,\n%s",
            HEAD("2017-10", "2019-03"), PROGRAMME("P", "SGO", "3", "2017-10"));
        for (int k = 0; k < 6 && CASES[i].weeks[k] != NULL; k++) {
            n += snprintf(sheet + n, sizeof sheet - (size_t)n,
                "pathway,SGO/%d s%d,weeks,%s,\npathway,SGO/%d s%d,control,court,\n", k + 1, k,
                CASES[i].weeks[k], k + 1, k);
        }
        study_must_run(&s, sheet, NULL);
        simulation_begin(&it, &s, "A");
        simulation_run(&it, SEED, 0);
        for (int m = 0; m < 18; m++) {
            const int64_t due = m == CASES[i].month ? 3 : 0;
            if (count_of(&it, "pathway_ordered_sgo", m) != due ||
                count_of(&it, "exits_sgo", m) != due ||
                count_of(&it, "closing_stock", m) != (m < CASES[i].month ? 5 : 2)) {
                fail_msg("%s: month %d", CASES[i].name, m);
            }
        }
        simulation_end(&it);
        study_free(&s);
    }
}

/* The days on which the stages of that pathway are entered: 1 October, 3 December (63), 31 December (91), 25
 * February (147) and 25 March (175). Stages of no time, at the beginning, in the middle and at the end, end
 * on the day they begin. */
static void stages_are_entered_on_their_day(void **state)
{
    (void)state;
    static const int ENTERED[] = {0, 0, 2, 2, 4, 4, 5, 11};
    test_study s;
    simulation it;
    study_must_run(&s,
        HEAD("2017-10", "2019-03") "stock,all,children,7,\n" PROGRAMME("P", "SGO", "4", "2017-10")
            STAGE("SGO/1 none", "0", "council") STAGE("SGO/2 a", "9", "council")
                STAGE("SGO/3 b", "4", "carer") STAGE("SGO/4 c", "8", "council")
                    STAGE("SGO/5 nil", "0.07", "court") STAGE("SGO/6 d", "4", "court")
                        STAGE("SGO/7 e", "26", "court") STAGE("SGO/8 last", "0", "court"),
        NULL);
    simulation_begin(&it, &s, "A");
    simulation_run(&it, SEED, 0);
    for (int m = 0; m < 18; m++) {
        for (int i = 0; i < 8; i++) {
            const int at = it.measures->pathways[0].entered_of + i;
            assert_int_equal(it.counts[at * 18 + m], m == ENTERED[i] ? 4 : 0);
        }
        assert_int_equal(count_of(&it, "pathway_running_sgo", m), m < 11 ? 4 : 0);
        assert_int_equal(count_of(&it, "pathway_ordered_sgo", m), m == 11 ? 4 : 0);
    }
    simulation_end(&it);
    study_free(&s);
}

/* ---- limits ---- */

/* 50 children; the team's stage lasts 91 days, the court's 70. */
#define TWO_STAGES STAGE("SGO/1 team", "13", "council") STAGE("SGO/2 court", "10", "court")

/* 20 places: 20 start on day 0, 20 on 1 July (91), 10 on 30 September (182). Orders on days 161 (9
 * September), 252 (9 December) and 343 (10 March). */
static void two_workers_of_ten_cases(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_identified_sgo", 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_started_sgo", 20, 0, 0, 20, 0, 10, 0, 0, 0, 0, 0, 0),
        ROW("pathway_waiting_sgo", 30, 30, 30, 10, 10, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_running_sgo", 20, 20, 20, 40, 40, 30, 30, 30, 10, 10, 10, 0),
        ROW("pathway_ordered_sgo", 0, 0, 0, 0, 0, 20, 0, 0, 20, 0, 0, 10),
        ROW("exits_sgo", 0, 0, 0, 0, 0, 20, 0, 0, 20, 0, 0, 10),
        ROW("closing_stock", 60, 60, 60, 60, 60, 40, 40, 40, 20, 20, 20, 10),
    };
    check_study(HEAD("2017-04", "2018-03") "stock,all,children,60,\n" TWO_STAGES PROGRAMME(
                    "P", "SGO", "50", "2017-04") "intervention,P,staff,team,\n"
                                                 "staff,team,workers,2,\n"
                                                 "staff,team,cases_each,10,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* One worker, a second from August: 10 on day 0, 10 on 1 July, 10 on 1 August, 10 on 30 September (those
 * of July end), 10 on 31 October (day 213; those of August end). Orders 161 days after each: days 161, 252,
 * 283 (9 January), 343 (10 March) and 374 (10 April). */
static void a_second_worker_later(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_started_sgo", 10, 0, 0, 10, 10, 10, 10, 0, 0, 0, 0, 0, 0),
        ROW("pathway_waiting_sgo", 40, 40, 40, 30, 20, 10, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_ordered_sgo", 0, 0, 0, 0, 0, 10, 0, 0, 10, 10, 0, 10, 10),
    };
    check_study(HEAD("2017-04", "2018-04") "stock,all,children,60,\n" TWO_STAGES PROGRAMME(
                    "P", "SGO", "50", "2017-04") "intervention,P,staff,team,\n"
                                                 "staff,team,workers,1,\n"
                                                 "staff,team,workers from 2017-08,2,\n"
                                                 "staff,team,cases_each,10,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* Half the workers go in May: nobody's case is dropped, and nobody starts before there are fewer than 10
 * cases. 20 on day 0, which end on 1 July: 10 start then, 10 on 30 September, 10 on day 273 (30
 * December). */
static void a_cut_in_workers_drops_no_case(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_started_sgo", 20, 0, 0, 10, 0, 10, 0, 0, 10, 0, 0, 0),
        ROW("pathway_running_sgo", 20, 20, 20, 30, 30, 20, 20, 20, 20, 20, 20, 10),
        ROW("pathway_ordered_sgo", 0, 0, 0, 0, 0, 20, 0, 0, 10, 0, 0, 10),
    };
    check_study(HEAD("2017-04", "2018-03") "stock,all,children,60,\n" TWO_STAGES PROGRAMME(
                    "P", "SGO", "50", "2017-04") "intervention,P,staff,team,\n"
                                                 "staff,team,workers,2,\n"
                                                 "staff,team,workers from 2017-05,1,\n"
                                                 "staff,team,cases_each,10,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* Six a month, none in May; what is not used is not carried over. Orders 161 days later: those of 1 April on
 * 9 September, of 1 June (61) on day 222 (9 November), of 1 July on 252 (9 December), of 1 August on 283 (9
 * January). */
static void six_starts_a_month(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_started_sgo", 6, 0, 6, 6, 2, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_waiting_sgo", 14, 14, 8, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_ordered_sgo", 0, 0, 0, 0, 0, 6, 0, 6, 6, 2, 0, 0),
    };
    check_study(HEAD("2017-04", "2018-03") "stock,all,children,60,\n" TWO_STAGES PROGRAMME("P",
                    "SGO", "20", "2017-04") "intervention,P,starts_per_month,6,\n"
                                            "intervention,P,starts_per_month from 2017-05,0,\n"
                                            "intervention,P,starts_per_month from 2017-06,6,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* 10 places and four starts a month. April 4, May 4, June 2 (the places are full). July: April's four end on
 * the 1st, 4 start. 31 July (121): May's four end, but July has had its four; 1 August: 4. 31 August (152):
 * June's two end, August has had its four; 1 September: 2; 30 September (182): July's four end, 2 more.
 * 1 October: the 2 places left; 31 October (213): August's four end, 2 more. 1 November: 2 places, 2 start; 1
 * December (244): those of 1 September end, 2 start, which are the last of 30. */
static void staff_and_starts_together(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_started_sgo", 4, 4, 2, 4, 4, 4, 4, 2, 2, 0, 0, 0),
        ROW("pathway_waiting_sgo", 26, 22, 20, 16, 12, 8, 4, 2, 0, 0, 0, 0),
    };
    check_study(HEAD("2017-04", "2018-03") "stock,all,children,60,\n" TWO_STAGES PROGRAMME(
                    "P", "SGO", "30", "2017-04") "intervention,P,staff,team,\n"
                                                 "intervention,P,starts_per_month,4,\n"
                                                 "staff,team,workers,1,\n"
                                                 "staff,team,cases_each,10,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* Two programmes share 10 places, on pathways whose one stage, the team's, lasts 28 and 56 days. First may
 * start 2 a month and does not hold up Second, which was identified after it. Day 0: 2 of First and 8 of Second.
 * 29 April (28): First's 2 end, and as it has had its two of April 2 of Second start. 27 May (56): Second's 8 of
 * day 0 end: 2 of First, the last 6 of Second. 24 June (84): Second's 2 of 29 April and First's 2 of 27 May end:
 * the last 2 of First. 22 July (112): these and Second's 6 end. */
static void programmes_share_a_team(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_started_short", 2, 2, 2, 0, 0, 0),
        ROW("pathway_started_long", 10, 6, 0, 0, 0, 0),
        ROW("pathway_waiting_short", 4, 2, 0, 0, 0, 0),
        ROW("pathway_waiting_long", 6, 0, 0, 0, 0, 0),
        ROW("pathway_ordered_short", 2, 0, 2, 2, 0, 0),
        ROW("pathway_ordered_long", 0, 8, 2, 6, 0, 0),
    };
    check_study(
        HEAD("2017-04", "2017-09") "stock,all,children,60,\n" STAGE("Short/1 s", "4", "council")
            STAGE("Long/1 s", "8", "council") PROGRAMME("First", "Short", "6", "2017-04") PROGRAMME(
                "Second", "Long", "16", "2017-04") "intervention,First,staff,team,\n"
                                                   "intervention,Second,staff,team,\n"
                                                   "intervention,First,starts_per_month,2,\n"
                                                   "staff,team,workers,2.5,\n"
                                                   "staff,team,cases_each,4,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* One place and a stage of 30 days: four cases on days 0, 30 (1 May), 60 (31 May) and 90 (30 June), each on the
 * very day on which the one before ends. The last order is on 30 July. */
static void a_place_is_taken_on_the_day(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_started_sgo", 1, 2, 1, 0, 0),
        ROW("pathway_ordered_sgo", 0, 2, 1, 1, 0),
    };
    check_study(HEAD("2017-04", "2017-08") "stock,all,children,5,\n" STAGE("SGO/1 team", "4.285714",
                    "council") PROGRAMME("P", "SGO", "4", "2017-04") "intervention,P,staff,team,\n"
                                                                     "staff,team,workers,1,\n"
                                                                     "staff,team,cases_each,1,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* One place. It is held to the end of the last stage of the council, through the court's between: 84 days
 * (24 June); where the court comes last, for 28 (29 April); where there is none of the council, never: then the team may have nobody. */
static void how_long_a_place_is_held(void **state)
{
    (void)state;
    static const struct {
        const char *stages;
        const char *workers;
        row started;
    } CASES[] = {
        {STAGE("SGO/1 a", "4", "council") STAGE("SGO/2 b", "4", "court")
                STAGE("SGO/3 c", "4", "council") STAGE("SGO/4 d", "4", "court"),
            "1", ROW("pathway_started_sgo", 1, 0, 1, 0, 0, 1)}, /* days 0, 84, 168: 16 September */
        {STAGE("SGO/1 a", "4", "council") STAGE("SGO/2 b", "20", "court"), "1",
            ROW("pathway_started_sgo", 2, 1, 0, 0, 0, 0)}, /* days 0, 28, 56 */
        {STAGE("SGO/1 a", "4", "carer") STAGE("SGO/2 b", "20", "court"), "0",
            ROW("pathway_started_sgo", 3, 0, 0, 0, 0, 0)},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char sheet[2000];
        snprintf(sheet, sizeof sheet, "%s%s%s%sstaff,team,workers,%s,\n",
            HEAD("2017-04", "2017-09"), CASES[i].stages, PROGRAMME("P", "SGO", "3", "2017-04"),
            "stock,all,children,5,\nintervention,P,staff,team,\n"
            "staff,team,cases_each,1,\n",
            CASES[i].workers);
        check_study(sheet, NULL, &CASES[i].started, 1, 0);
    }
}

/* ---- refused, released ---- */

/* 5 places, all refused after 91 days of the first of two stages of the team: the places are free on that
 * day and not 91 days later. Starts on days 0, 91 and 182, refusals on 91 (1 July), 182 (30 September) and
 * 273 (30 December). The stock stays. */
static void a_refusal_frees_its_place_on_the_day(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_started_sgo", 5, 0, 0, 5, 0, 5, 0, 0, 0, 0, 0, 0),
        ROW("pathway_lost_sgo_team", 0, 0, 0, 5, 0, 5, 0, 0, 5, 0, 0, 0),
        ROW("pathway_lost_sgo_again", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_running_sgo", 5, 5, 5, 5, 5, 5, 5, 5, 0, 0, 0, 0),
        ROW("closing_stock", 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15),
    };
    check_study(HEAD("2017-04", "2018-03") "stock,all,children,15,\n" STAGE(
                    "SGO/1 team", "13", "council") STAGE("SGO/2 again", "13", "council")
                    PROGRAMME("P", "SGO", "15", "2017-04") "pathway,SGO/1 team,approval,0%,\n"
                                                           "intervention,P,staff,team,\n"
                                                           "staff,team,workers,5,\n"
                                                           "staff,team,cases_each,1,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* The last stage lets everybody through and no order succeeds: lost at the last stage. */
static void no_success_is_lost_at_the_last_stage(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_lost_sgo_team", 0, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_lost_sgo_court", 0, 0, 0, 0, 0, 12, 0, 0),
        ROW("pathway_ordered_sgo", 0, 0, 0, 0, 0, 0, 0, 0),
        ROW("exits", 0, 0, 0, 0, 0, 0, 0, 0),
    };
    check_study(HEAD("2017-04", "2017-11") "stock,all,children,15,\n" TWO_STAGES PROGRAMME(
                    "P", "SGO", "12", "2017-04") "intervention,P,success,0%,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* 20 children, all identified; 4 start in each of April, May and June, its last month, and 8 are released in
 * July. A programme of 20 in August finds just these 8: 12 are missing. The first ones have their orders on 9
 * September, 8 October (day 191) and 8 November (222); those of August on 9 January (122 + 161 = 283). */
static void released_at_the_end(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_identified_sgo", 20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_started_sgo", 4, 4, 4, 0, 8, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_waiting_sgo", 16, 12, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_released_sgo", 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0),
        ROW("pathway_running_sgo", 4, 8, 12, 12, 20, 16, 12, 8, 8, 0, 0, 0),
        ROW("pathway_ordered_sgo", 0, 0, 0, 0, 0, 4, 4, 4, 0, 8, 0, 0),
    };
    check_study(
        HEAD("2017-04", "2018-03") "stock,all,children,20,\n" TWO_STAGES PROGRAMME("P", "SGO", "20",
            "2017-04") "intervention,P,starts_per_month,4,\n"
                       "intervention,P,end,2017-06,\n" PROGRAMME("Q", "SGO", "20", "2017-08"),
        NULL, ROWS, COUNT(ROWS), 12);
}

/* Refused children are not identified again, on whatever pathway: all 10 are refused on 29 April (28), and a
 * programme of June finds nobody. */
static void refused_once_is_for_good(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_lost_sgo_team", 10, 0, 0, 0),
        ROW("pathway_identified_adoption", 0, 0, 0, 0),
    };
    check_study(HEAD("2017-04", "2017-07") "stock,all,children,10,\n" STAGE("SGO/1 team", "4",
                    "council") STAGE("Adoption/1 court", "4", "court") PROGRAMME("P", "SGO", "10",
                    "2017-04") "pathway,SGO/1 team,approval,0%,\n" PROGRAMME("Q", "Adoption", "6",
                    "2017-06"),
        NULL, ROWS, COUNT(ROWS), 6);
}

/* ---- with other things that happen to a child ---- */

/* Lists name nobody who is on a pathway: waiting (until June), running, or refused in the month itself (4
 * are refused on 29 April, 4 on 29 May, 2 on 29 June). Each list names in its month those who were refused
 * before it: none in April, 4 in May, 4 in June, 2 in July; the rest of its attempts finds nobody. A shift moves
 * those on a pathway like others. */
static void lists_and_shifts_beside_a_pathway(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_started_sgo", 4, 4, 2, 0),
        ROW("pathway_lost_sgo_team", 4, 4, 2, 0),
        ROW("exits_home", 0, 4, 4, 2),
        ROW("unmet_exits", 10 * LAC_UNMET_PARTS, 6 * LAC_UNMET_PARTS, 6 * LAC_UNMET_PARTS,
            8 * LAC_UNMET_PARTS),
        ROW("moves_foster_to_kin", 10, 0, 0, 0),
        ROW("closing_stock", 10, 6, 2, 0),
    };
#define LIST(name, month)                                                                          \
    "intervention," name ",effect,exits,\nintervention," name ",route,home,\n"                     \
    "intervention," name ",children,10,\nintervention," name ",start," month ",\n"                 \
    "intervention," name ",end," month ",\n"
    check_study(
        HEAD("2017-04", "2017-07") "stock,foster,children,10,\nstock,kin,children,0,\n" STAGE(
            "SGO/1 team", "4", "council") PROGRAMME("P", "SGO", "10",
            "2017-04") "pathway,SGO/1 team,approval,0%,\n"
                       "intervention,P,starts_per_month,4,\n"
                       "intervention,S,effect,shift,\nintervention,S,acts_on,move/foster > kin,\n"
                       "intervention,S,children,10,\nintervention,S,end,2017-04,\n" LIST(
                           "L1", "2017-04") LIST("L2", "2017-05") LIST("L3", "2017-06")
                           LIST("L4", "2017-07"),
        NULL, ROWS, COUNT(ROWS), 0);
}

/* A child of 17 turns 18 in April; its stage would have ended on 15 April, with an order: it has aged out, and
 * gives its place back on 1 May, when the next child starts, whose order is on the 15th. Filters hold when
 * children are identified, with the age of the month before. */
static void an_18th_birthday_beats_an_order(void **state)
{
    (void)state;
    static const char OPENING[] = "age_months,children\n215,1\n100,1\n";
    static const row ROWS[] = {
        ROW("pathway_identified_sgo", 2, 0, 0),
        ROW("pathway_aged_sgo", 1, 0, 0),
        ROW("pathway_started_sgo", 1, 1, 0),
        ROW("pathway_ordered_sgo", 0, 0, 1),
        ROW("exits_ageing_out", 1, 0, 0),
        ROW("exits_sgo", 0, 0, 1),
    };
    /* the next one's 31 days from 1 May end on 1 June */
    check_study(HEAD("2017-04", "2017-06") "data,,opening,opening.csv,\n" STAGE(
                    "SGO/1 team", "4.43", "council") PROGRAMME("P", "SGO", "1", "2017-04")
                    PROGRAMME("Q", "SGO", "1", "2017-04") "intervention,P,from_age,17,\n"
                                                          "intervention,P,staff,team,\n"
                                                          "intervention,Q,staff,team,\n"
                                                          "staff,team,workers,1,\n"
                                                          "staff,team,cases_each,1,\n",
        OPENING, ROWS, COUNT(ROWS), 0);
    /* 14 days: the place is free on 15 April already, for the stage has ended then */
    static const row EARLY[] = {
        ROW("pathway_aged_sgo", 1, 0, 0),
        ROW("pathway_started_sgo", 2, 0, 0),
        ROW("pathway_ordered_sgo", 1, 0, 0),
        ROW("exits_sgo", 1, 0, 0),
    };
    check_study(HEAD("2017-04", "2017-06") "data,,opening,opening.csv,\n" STAGE(
                    "SGO/1 team", "2", "council") PROGRAMME("P", "SGO", "1", "2017-04")
                    PROGRAMME("Q", "SGO", "1", "2017-04") "intervention,P,from_age,17,\n"
                                                          "intervention,P,staff,team,\n"
                                                          "intervention,Q,staff,team,\n"
                                                          "staff,team,workers,1,\n"
                                                          "staff,team,cases_each,1,\n",
        OPENING, EARLY, COUNT(EARLY), 0);
}

/* All 10 have their order on day 0. They would all but surely move in the month (98 % of each) and be shifted,
 * but an order comes first. */
static void orders_come_before_moves(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_ordered_sgo", 10, 0),
        ROW("moves_foster_to_kin", 0, 0),
        ROW("stock_foster", 0, 0),
    };
    check_study(
        HEAD("2017-04",
            "2017-05") "stock,foster,children,10,\nstock,kin,children,0,\n"
                       "move,foster > kin,rate,50,\n" STAGE("SGO/1 team", "0", "council") PROGRAMME(
                           "P", "SGO", "10",
                           "2017-04") "intervention,S,effect,shift,\nintervention,S,acts_on,move/"
                                      "foster > kin,\n"
                                      "intervention,S,children,10,\nintervention,S,end,2017-04,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* Two children, of whom one runs and one waits for its place; `unreconciled` takes one of them away at the end
 * of April and the other at the end of May. */
static void unreconciled_takes_children_off_a_pathway(void **state)
{
    (void)state;
    static const row ROWS[] = {
        ROW("pathway_left_sgo", 1, 1, 0),
        ROW("pathway_ordered_sgo", 0, 0, 0),
        ROW("closing_stock", 1, 0, 0),
        ROW("unreconciled", -1, -1, 0),
    };
    check_study(
        HEAD("2017-04", "2017-06") "stock,all,children,2,\nunreconciled,all,count,-12,\n" STAGE(
            "SGO/1 team", "10", "council")
            PROGRAMME("P", "SGO", "2", "2017-04") "intervention,P,staff,team,\n"
                                                  "staff,team,workers,1,\n"
                                                  "staff,team,cases_each,1,\n",
        NULL, ROWS, COUNT(ROWS), 0);
}

/* An order is an exit that an intervention adds (rule 24): with a rate of return of 50 a year all 10 who
 * leave in April (day 0) are back by the end of 2017 (but for exp(-50 x 8/12)), and may be identified anew by a
 * programme of 2018, unlike children who were refused. */
static void ordered_children_come_back(void **state)
{
    (void)state;
    static const char SHEET[] =
        HEAD("2017-04", "2018-03") "stock,all,children,10,\nreentry,sgo,rates,0-1200:50,\n" STAGE(
            "SGO/1 team", "0", "council") PROGRAMME("P", "SGO", "10", "2017-04")
            PROGRAMME("Q", "SGO", "10", "2018-01") "pathway,SGO/1 team,approval,100%,0%\n";
    test_study s;
    simulation it[2];
    study_must_run(&s, SHEET, NULL);
    simulation_begin(&it[0], &s, "A");
    simulation_begin(&it[1], &s, "B");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        int64_t back = 0;
        simulation_run(&it[0], SEED, r);
        simulation_run(&it[1], SEED, r);
        for (int m = 0; m < 9; m++) {
            back += count_of(&it[0], "reentries", m);
        }
        assert_int_equal(back, 10);
        assert_int_equal(count_of(&it[0], "pathway_ordered_sgo", 0), 10);
        assert_int_equal(count_of(&it[0], "pathway_ordered_sgo", 9), 10);
        assert_true(it[0].shortfalls.unidentified == 0);
        assert_int_equal(count_of(&it[1], "pathway_lost_sgo_team", 0), 10);
        assert_int_equal(count_of(&it[1], "pathway_identified_sgo", 9), 0);
        assert_true(it[1].shortfalls.unidentified == 10);
    }
    simulation_end(&it[0]);
    simulation_end(&it[1]);
    study_free(&s);
}

/* All 10 are refused in April (day 0); from May on they leave and come back again and again, at 20 a year each way. A
 * programme of 2018 may identify none of them, in whatever period of care they are. */
static void refused_in_an_earlier_period(void **state)
{
    (void)state;
    test_study s;
    simulation it;
    int64_t there = 0;
    int64_t back = 0;
    study_must_run(&s,
        HEAD("2017-04", "2018-03") "stock,all,children,10,\nadmissions,all,count,0,\n"
                                   "admissions,all,first_entries_only,yes,\n"
                                   "exit,home,rate,0,\nexit,home,rate from "
                                   "2017-05,20,\nreentry,home,rates,0-1200:20,\n" STAGE(
                                       "SGO/1 team", "0", "council")
                                       PROGRAMME("P", "SGO", "10", "2017-04") PROGRAMME("Q", "SGO",
                                           "4", "2018-01") "pathway,SGO/1 team,approval,0%,\n",
        NULL);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        simulation_run(&it, SEED, r);
        assert_int_equal(count_of(&it, "pathway_lost_sgo_team", 0), 10);
        assert_int_equal(count_of(&it, "pathway_identified_sgo", 9), 0);
        assert_true(it.shortfalls.unidentified == 4);
        for (int m = 0; m < 9; m++) {
            back += count_of(&it, "reentries", m);
        }
        there += count_of(&it, "opening_stock", 9);
    }
    /* half of the time here and half away, changing over twenty times a year */
    assert_true(there > 2 * REPLICATES && back > 10 * REPLICATES);
    simulation_end(&it);
    study_free(&s);
}

/* Children begun: cases that start, and attempts of lists and shifts that name a child, whether or not they
 * succeed. */
static void children_begun(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"L", "P", "S"}; /* by slug */
    static const int64_t BEGUN[3][3] = {{0, 7, 0}, {4, 4, 1}, {5, 0, 0}};
    test_study s;
    simulation it;
    study_must_run(&s,
        HEAD("2017-04", "2017-06") "stock,foster,children,16,\nstock,kin,children,0,\n" STAGE(
            "SGO/1 team", "40", "council") PROGRAMME("P", "SGO", "9",
            "2017-04") "intervention,P,starts_per_month,4,\n"
                       "intervention,S,effect,shift,\nintervention,S,acts_on,move/foster > kin,\n"
                       "intervention,S,children,5,\nintervention,S,end,2017-04,\n"
                       "intervention,S,success,0%,\n"
                       "intervention,L,effect,exits,\nintervention,L,route,home,\n"
                       "intervention,L,children,11,\nintervention,L,start,2017-05,\n"
                       "intervention,L,end,2017-05,\nintervention,L,success,0%,\n"
                       "intervention,L,cost_per_child,10,\n"
                       "intervention,P,cost_per_child,10,\n"
                       "intervention,S,cost_per_child,10,\n",
        NULL);
    simulation_begin(&it, &s, "A");
    simulation_run(&it, SEED, 0);
    assert_int_equal(it.model->n_interventions, 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(it.model->interventions[i].label.name, NAMES[i]);
        for (int m = 0; m < 3; m++) {
            assert_int_equal(it.counts[it.measures->begun[i] * 3 + m], BEGUN[i][m]);
        }
    }
    simulation_end(&it);
    study_free(&s);
}

/* ---- the tracker ---- */

enum { N_CASES = 6 };

/* Stages of 140 and 28 days, the first the team's with 3 places; the programme starts in June with 1 child
 * and 2 starts a month from April on. Cases: 0 has been in stage 1 for 100 days: 40 left, stage 2 on 11 May, the
 * order on 8 June (68). 1 for 139 days: one left, 2 April and 30 April (29). 2 for 140, 3 for 500 days: overdue,
 * stage 2 on day 0, the order on 29 April (28). 4 in stage 2 for 20 days: order on 9 April (8), no place. 5
 * waits.
 *   Places: 0, 1, 2 and 3 hold one on day 0; 2 and 3 give theirs back on it: 5 starts on day 0, stage 2 on 19
 * August (140), order on 16 September (168). The programme's child starts on 1 June, order on day 61 + 168 = 229
 * (16 November). */
static void cases_of_a_tracker(void **state)
{
    (void)state;
    static const char OPENING[] = "age_months,children\n12,1\n13,1\n14,1\n15,1\n16,1\n17,1\n40,4\n";
    static const row ROWS[] = {
        ROW("pathway_identified_sgo", 6, 0, 1, 0, 0, 0, 0, 0, 0),
        ROW("pathway_started_sgo", 1, 0, 1, 0, 0, 0, 0, 0, 0),
        ROW("pathway_ordered_sgo", 4, 0, 1, 0, 0, 1, 0, 1, 0),
        ROW("pathway_running_sgo", 2, 2, 2, 2, 2, 1, 1, 0, 0),
        ROW("pathway_waiting_sgo", 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ROW("closing_stock", 6, 6, 5, 5, 5, 4, 4, 3, 3),
    };
    static const int64_t ENTERED[2][9] = {{1, 0, 1, 0, 0, 0, 0, 0, 0}, {3, 1, 0, 0, 1, 0, 1, 0, 0}};
    static const int STAGES[N_CASES] = {0, 0, 0, 0, 1, -1};
    static const int ELAPSED[N_CASES] = {100, 139, 140, 500, 20, 0};
    lac_case cases[N_CASES];
    test_study s;
    simulation it;
    study_must_run(&s,
        HEAD("2017-04", "2017-12") "data,,opening,opening.csv,\n" STAGE(
            "SGO/1 team", "20", "council") STAGE("SGO/2 court", "4", "court")
            PROGRAMME("P", "SGO", "1", "2017-06") "intervention,P,from_age,2,\n"
                                                  "intervention,P,staff,team,\n"
                                                  "intervention,P,starts_per_month,2,\n"
                                                  "staff,team,workers,3,\n"
                                                  "staff,team,cases_each,1,\n",
        "opening.csv", OPENING, NULL);
    lac_model *model = &s.results.models[scenario_of(&s, "A")];
    assert_int_equal(model->n_opening, 7);
    for (int i = 0; i < N_CASES; i++) {
        assert_int_equal(model->opening[i].first_age, 12 + i);
        cases[i] = (lac_case){0, STAGES[i], ELAPSED[i], i};
    }
    model->cases = cases;
    model->n_cases = N_CASES;
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        simulation_run(&it, SEED, r);
        check_rows(&it, ROWS, COUNT(ROWS));
        for (int i = 0; i < 2; i++) {
            for (int m = 0; m < 9; m++) {
                assert_int_equal(
                    it.counts[(it.measures->pathways[0].entered_of + i) * 9 + m], ENTERED[i][m]);
            }
        }
    }
    simulation_end(&it);
    study_free(&s);
}

/* A stage lasts 7 or 8 days, and has gone on for 7 without an end: it ends on day 1. The next one lasts 29 days,
 * to day 30, 1 May; from day 0 on it would end on 30 April. */
static void a_stage_that_has_not_ended_goes_on(void **state)
{
    (void)state;
    static const row ROWS[] = {ROW("pathway_ordered_sgo", 0, 1)};
    lac_case one = {.programme = 0, .stage = 0, .elapsed = 7, .group = 0};
    test_study s;
    simulation it;
    study_must_run(&s,
        "section,item,field,low,high,A\n"
        "time,,start,,,2017-04\ntime,,end,,,2017-05\ndata,,opening,,,opening.csv\n"
        "pathway,SGO/1 team,weeks,1,1.142857,1.071429\npathway,SGO/1 team,control,,,council\n"
        "pathway,SGO/2 court,weeks,,,4.142857\npathway,SGO/2 court,control,,,court\n"
        "intervention,P,effect,,,pathway\nintervention,P,pathway,,,SGO\n"
        "intervention,P,route,,,sgo\nintervention,P,children,,,0\n",
        "opening.csv", "age_months,children\n20,1\n40,4\n", NULL);
    assert_int_equal(s.results.models[0].pathways[0].stages[0].least_days, 7);
    assert_int_equal(s.results.models[0].pathways[0].stages[0].n_days, 2);
    s.results.models[0].cases = &one;
    s.results.models[0].n_cases = 1;
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        simulation_run(&it, SEED, r);
        check_rows(&it, ROWS, COUNT(ROWS));
    }
    simulation_end(&it);
    study_free(&s);
}

/* Three places and four cases in the team's stage, 40 days from its end (11 May), and one that waits: more
 * cases than places are carried on; who waits starts when fewer than 3 are left, which is that day. With no
 * start in May or June by the programme, on 1 July. */
static void more_cases_than_places(void **state)
{
    (void)state;
    static const char OPENING[] = "age_months,children\n12,1\n13,1\n14,1\n15,1\n16,1\n";
    static const row ROWS[2] = {
        ROW("pathway_started_sgo", 0, 1, 0, 0), ROW("pathway_started_sgo", 0, 0, 0, 1)};
    lac_case cases[5];
    test_study s;
    study_must_run(&s,
        HEAD("2017-04", "2017-07") "data,,opening,opening.csv,\n" STAGE(
            "SGO/1 team", "20", "council") STAGE("SGO/2 court", "30", "court") PROGRAMME("P", "SGO",
            "0", "2017-04") "intervention,P,staff,team,\n"
                            "intervention,P,starts_per_month,9,\n"
                            "intervention,P,starts_per_month from 2017-05,,0\n"
                            "intervention,P,starts_per_month from 2017-07,,9\n"
                            "staff,team,workers,3,\n"
                            "staff,team,cases_each,1,\n",
        "opening.csv", OPENING, NULL);
    for (int i = 0; i < 5; i++) {
        cases[i] = (lac_case){0, i < 4 ? 0 : -1, i < 4 ? 100 : 0, i};
    }
    for (int i = 0; i < 2; i++) {
        simulation it;
        lac_model *model = &s.results.models[scenario_of(&s, i == 0 ? "A" : "B")];
        model->cases = cases;
        model->n_cases = 5;
        simulation_begin(&it, &s, i == 0 ? "A" : "B");
        simulation_run(&it, SEED, 0);
        check_rows(&it, &ROWS[i], 1);
        simulation_end(&it);
    }
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pathways_end_on_their_day),
        cmocka_unit_test(stages_are_entered_on_their_day),
        cmocka_unit_test(two_workers_of_ten_cases),
        cmocka_unit_test(a_second_worker_later),
        cmocka_unit_test(a_cut_in_workers_drops_no_case),
        cmocka_unit_test(six_starts_a_month),
        cmocka_unit_test(staff_and_starts_together),
        cmocka_unit_test(programmes_share_a_team),
        cmocka_unit_test(a_place_is_taken_on_the_day),
        cmocka_unit_test(how_long_a_place_is_held),
        cmocka_unit_test(a_refusal_frees_its_place_on_the_day),
        cmocka_unit_test(no_success_is_lost_at_the_last_stage),
        cmocka_unit_test(released_at_the_end),
        cmocka_unit_test(refused_once_is_for_good),
        cmocka_unit_test(lists_and_shifts_beside_a_pathway),
        cmocka_unit_test(an_18th_birthday_beats_an_order),
        cmocka_unit_test(orders_come_before_moves),
        cmocka_unit_test(unreconciled_takes_children_off_a_pathway),
        cmocka_unit_test(ordered_children_come_back),
        cmocka_unit_test(refused_in_an_earlier_period),
        cmocka_unit_test(children_begun),
        cmocka_unit_test(cases_of_a_tracker),
        cmocka_unit_test(a_stage_that_has_not_ended_goes_on),
        cmocka_unit_test(more_cases_than_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draw of the unknowns must give the numbers of the study whose sheet says what was drawn. */
#include "support.h"

#include "model/sway.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES = 8000, CELL = 48, DRAWS = 40, BASE = 0, PLAN = 1 };

/* A row of a sheet with two scenarios; low and high are those of the reference cell. */
typedef struct {
    const char *start; /* "section,item,field" */
    const char *low;
    const char *high;
    const char *cells[2];
} sheet_row;

static const sheet_row ROWS[] = {
    {"time,,start", "", "", {"2020-04", ""}},
    {"time,,end", "", "", {"2023-03", ""}},
    {"population,2019/20,children", "58000", "62000", {"60000", ""}},
    {"population,2021/22,children", "60000", "63000", {"61000", "65000 [64000..66000]"}},
    {"stock,Foster,children", "", "", {"80", ""}},
    {"stock,Residential,children", "", "", {"20", ""}},
    {"admissions,local,rate", "15", "28", {"20", ""}},
    {"admissions,local,rate from 2021-10", "18", "26", {"22", "19"}},
    {"admissions,local,growth", "-1%", "4%", {"2%", ""}},
    {"admissions,local,events", "", "", {"200", ""}},
    {"admissions,young,count", "6", "20", {"12", "14 [10..15]"}},
    {"admissions,young,events", "", "", {"24", "none"}},
    {"exit,home,rate", "0.3", "0.6", {"0.4", ""}},
    {"exit,home,rate from 2021-04", "0.2", "0.5", {"0.4", "0.5 [0.3..0.6]"}},
    {"exit,home,events", "", "", {"50", ""}},
    {"exit,sgo,count", "6", "18", {"12", ""}},
    {"exit,sgo,events", "", "", {"36", ""}},
    {"move,Foster > Residential,rate", "0.05", "0.3", {"0.1", ""}},
    {"move,Foster > Residential,events", "", "", {"8", ""}},
    {"placement,Foster,weekly_cost", "450", "600", {"500", ""}},
    {"placement,Foster,weekly_cost from 2021/22", "", "", {"550", "560 [500..700]"}},
    {"placement,Residential,weekly_cost", "", "", {"4000", ""}},
    {"intervention,Early,effect", "", "", {"multiply", ""}},
    {"intervention,Early,acts_on", "", "", {"admissions/local", ""}},
    {"intervention,Early,factor", "0.7", "1", {"0.9", ""}},
    {"intervention,Early,start", "", "", {"2020-10", ""}},
    {"intervention,Early,end", "", "", {"2022-03", ""}},
    {"intervention,Early,ramp_months", "", "", {"12", ""}},
    {"intervention,Same,effect", "", "", {"multiply", ""}},
    {"intervention,Same,acts_on", "", "", {"exit/home", ""}},
    {"intervention,Same,factor", "0.8", "1.5", {"1", ""}},
    {"intervention,Same,ramp_months", "", "", {"6", ""}},
    {"intervention,More,effect", "", "", {"add", ""}},
    {"intervention,More,acts_on", "", "", {"admissions/local", ""}},
    {"intervention,More,amount", "1", "4", {"2", ""}},
    {"intervention,More,amount from 2022-01", "1", "3", {"1", ""}},
    {"intervention,More,ramp_months", "", "", {"3", ""}},
    {"intervention,Leave,effect", "", "", {"add", ""}},
    {"intervention,Leave,acts_on", "", "", {"exit/sgo", ""}},
    {"intervention,Leave,amount", "0", "6", {"0", ""}},
    {"intervention,Shift,effect", "", "", {"add", ""}},
    {"intervention,Shift,acts_on", "", "", {"move/Foster > Residential", ""}},
    {"intervention,Shift,amount", "0", "0.1", {"0.02", ""}},
    {"intervention,List,effect", "", "", {"exits", ""}},
    {"intervention,List,route", "", "", {"sgo", ""}},
    {"intervention,List,children", "", "", {"10", ""}},
    {"intervention,List,success", "30%", "80%", {"50%", "60% [50%..90%]"}},
    {"intervention,Step,effect", "", "", {"shift", ""}},
    {"intervention,Step,acts_on", "", "", {"move/Residential > Foster", ""}},
    {"intervention,Step,children", "", "", {"6", ""}},
    {"intervention,Step,success", "20%", "70%", {"40%", ""}},
    {"finance,,price_base", "", "", {"2018/19", ""}},
    {"finance,2019/20,inflation", "1%", "4%", {"2%", ""}},
    {"finance,2021/22,inflation", "1%", "6%", {"3%", "4%"}},
    {"exit,adoption,cost_one_off", "20000", "40000", {"30000", ""}},
    {"exit,adoption,cost_one_off from 2021-10", "", "", {"33000", "35000 [30000..50000]"}},
    {"exit,adoption,support_weekly from 2020-06", "100", "300", {"200", "150"}},
    {"exit,adoption,support_weeks", "26", "80", {"52", ""}},
    {"exit,adoption,support_weeks from 2022-01", "", "", {"none", "78 [60..104]"}},
};
enum { N_ROWS = sizeof ROWS / sizeof ROWS[0] };

#define RATES_HEADER "flow,from_age,to_age,from_months,to_months,events,child_years,rate\n"
static const char *const RATES = RATES_HEADER "exit/adoption,0,4,,,40,200,\n"
                                              "exit/adoption,5,9,,,10,500,\n"
                                              "exit/adoption,10,17,,,,,0.001\n"
                                              "move/Residential > Foster,,,,,25,100,\n"
                                              "admissions/remand,,,,,9,1.5,\n"
                                              "exit/home,,,,,30,100,\n"
                                              "reentry/home,,,0,2,12,24,\n"
                                              "reentry/home,,,3,11,4,40,\n"
                                              "reentry/sgo,,,,5,,,0.02\n";
static const char *const OPENING =
    "from_age,to_age,placement,children\n0,17,Foster,80\n0,17,Residential,20\n";
static const char *const ENTRY =
    "stream,from_age,to_age,share\nlocal,0,17,100%\nyoung,15,17,100%\nremand,12,17,100%\n";

/* The sheet with other texts in some cells: change[row][scenario], NULL where it is as above. */
typedef const char *changes[N_ROWS][2];

static void write_sheet(changes change, const char *price_base, char out[TEXT_BYTES])
{
    size_t n = 0;
    n += (size_t)snprintf(out, TEXT_BYTES,
        "section,item,field,low,high,Base,Plan\n"
        "data,,opening,,,opening.csv,\n"
        "data,,rates,,,rates.csv,\n"
        "data,,admission_ages,,,ages.csv,\n");
    for (int i = 0; i < N_ROWS; i++) {
        const sheet_row *row = &ROWS[i];
        const char *base = change != NULL && change[i][0] != NULL ? change[i][0] : row->cells[0];
        const char *plan = change != NULL && change[i][1] != NULL ? change[i][1] : row->cells[1];
        base = strstr(row->start, "price_base") != NULL ? price_base : base;
        n += (size_t)snprintf(out + n, TEXT_BYTES - n, "%s,%s,%s,%s,%s\n", row->start,
            change == NULL ? row->low : "", change == NULL ? row->high : "", base, plan);
        assert_true(n < TEXT_BYTES);
    }
}

static void run(test_study *self, changes change, const char *price_base, const char *rates)
{
    char sheet[TEXT_BYTES];
    write_sheet(change, price_base, sheet);
    study_must_run(
        self, sheet, "opening.csv", OPENING, "rates.csv", rates, "ages.csv", ENTRY, NULL);
}

/* ---- comparing models ---- */

static void check_numbers(
    const char *what, const char *name, const double *actual, const double *expected, int n)
{
    for (int i = 0; i < n; i++) {
        const bool same = isnan(actual[i])
                              ? isnan(expected[i])
                              : fabs(actual[i] - expected[i]) <= 1e-12 * (fabs(expected[i]) + 1e-3);
        if (!same) {
            fail_msg("%s of %s, entry %d: %.17g instead of %.17g", what, name, i, actual[i],
                expected[i]);
        }
    }
}

static void check_support(const lac_flow *actual, const lac_flow *expected, int months)
{
    const char *name = expected->label.name;
    assert_int_equal(actual->support == NULL, expected->support == NULL);
    if (expected->support == NULL) {
        return;
    }
    check_numbers("exit cost", name, actual->exit_cost, expected->exit_cost, months);
    check_numbers("support", name, actual->support, expected->support, months);
    for (int m = 0; m < months; m++) {
        assert_int_equal(actual->support_months[m], expected->support_months[m]);
    }
}

static void check_flows(
    const lac_flow *actual, const lac_flow *expected, int n, int months, int classes)
{
    for (int i = 0; i < n; i++) {
        const char *name = expected[i].label.name;
        assert_int_equal(actual[i].form, expected[i].form);
        check_numbers("value", name, actual[i].value, expected[i].value, months);
        if (expected[i].class_rate != NULL) {
            check_numbers("rates", name, actual[i].class_rate, expected[i].class_rate, classes);
        }
        assert_int_equal(actual[i].n_reentry, expected[i].n_reentry);
        check_numbers(
            "returns", name, actual[i].reentry, expected[i].reentry, expected[i].n_reentry);
        check_support(&actual[i], &expected[i], months);
    }
}

static void check_models(const lac_model *actual, const lac_model *expected)
{
    const int n = expected->n_months;
    const int placements = expected->n_placements;
    assert_int_equal(actual->n_months, n);
    for (int i = 0; i < expected->n_streams; i++) {
        check_numbers("stream", expected->streams[i].label.name, actual->streams[i].monthly,
            expected->streams[i].monthly, n);
    }
    check_flows(actual->routes, expected->routes, expected->n_routes, n, expected->grid.n_classes);
    check_flows(actual->moves, expected->moves, expected->n_moves, n, expected->grid.n_classes);
    for (int i = 0; i < expected->n_levers; i++) {
        check_numbers("lever", expected->levers[i].name, actual->levers[i].value,
            expected->levers[i].value, n);
    }
    for (int i = 0; i < expected->n_lists; i++) {
        check_numbers("success", expected->lists[i].label.name, &actual->lists[i].success,
            &expected->lists[i].success, 1);
        check_numbers("attempts", expected->lists[i].label.name, actual->lists[i].attempts,
            expected->lists[i].attempts, n);
    }
    assert_int_equal(expected->n_shifts, 1);
    check_numbers("success", "Step", &actual->shifts[0].success, &expected->shifts[0].success, 1);
    check_numbers("population", "", actual->population, expected->population, n);
    check_numbers("index", "", actual->index, expected->index, n);
    check_numbers("price", "", actual->price, expected->price, n * placements);
    check_numbers("unreconciled", "", actual->unreconciled, expected->unreconciled, n);
    for (int m = 0; m < n; m++) {
        assert_true(actual->rates_change[m] || !expected->rates_change[m]);
    }
}

/* ---- a study with its unknowns and the sways of both scenarios ---- */

typedef struct {
    test_study study;
    lac_unknowns unknowns;
    lac_sway sways[2];
    double draw[DRAWS];
} fixture;

static void fixture_make(fixture *self, const char *price_base)
{
    memset(self, 0, sizeof *self);
    run(&self->study, NULL, price_base, RATES);
    const lac_plan *plan = &self->study.plan;
    assert_int_equal(lac_unknowns_make(&self->unknowns, plan, &self->study.diagnostics), LAC_OK);
    for (int s = 0; s < 2; s++) {
        assert_int_equal(
            lac_sway_make(&self->sways[s], &self->study.results.models[s], plan, &self->unknowns),
            LAC_OK);
    }
    assert_true(self->unknowns.n <= DRAWS);
    for (int u = 0; u < DRAWS; u++) {
        self->draw[u] = NAN;
    }
}

static void fixture_free(fixture *self)
{
    for (int s = 0; s < 2; s++) {
        lac_sway_free(&self->sways[s]);
        lac_sway_free(&self->sways[s]);
    }
    lac_unknowns_free(&self->unknowns);
    study_free(&self->study);
}

static void check_against(fixture *self, changes change, const char *price_base, const char *rates)
{
    test_study rebuilt;
    run(&rebuilt, change, price_base, rates);
    for (int s = 0; s < 2; s++) {
        lac_sway_set(&self->sways[s], self->draw);
        check_models(&self->sways[s].model, &rebuilt.results.models[s]);
    }
    study_free(&rebuilt);
}

/* The plan's row of ROWS[i]: they follow the three rows of data. */
static const lac_plan_row *plan_row(const fixture *self, int i)
{
    return &self->study.plan.rows[i + 3];
}

/* What the row says in a scenario at a quantile, as text; NULL where it is exact there. */
static const char *drawn_text(
    const fixture *self, int i, size_t scenario, double quantile, char out[CELL])
{
    const lac_plan_row *row = plan_row(self, i);
    double low = 0;
    double high = 0;
    if (!lac_plan_row_range(row, scenario, &low, &high)) {
        return NULL;
    }
    const double mode = lac_plan_row_cell(row, scenario)->number;
    const lac_pert *pert = lac_unknowns_pert(&self->unknowns, (mode - low) / (high - low));
    assert_non_null(pert);
    const bool percent = row->field->type == LAC_TYPE_PERCENT || row->field->type == LAC_TYPE_SHARE;
    snprintf(out, CELL, "%.17g%s",
        (low + (high - low) * lac_pert_at(pert, quantile)) * (percent ? 100 : 1),
        percent ? "%" : "");
    return out;
}

/* ---- tests ---- */

static void check_rows(const char *price_base)
{
    static const double QUANTILES[] = {0.03, 0.5, 0.77};
    fixture self;
    fixture_make(&self, price_base);
    int tried = 0;
    for (int i = 0; i < N_ROWS; i++) {
        const int u = lac_unknowns_of_row(&self.unknowns, plan_row(&self, i));
        assert_int_equal(u >= 0, *ROWS[i].low != '\0' || strchr(ROWS[i].cells[1], '[') != NULL);
        if (u < 0) {
            continue;
        }
        tried++;
        const double quantile = QUANTILES[i % 3];
        char texts[2][CELL];
        changes change = {{NULL}};
        for (size_t s = 0; s < 2; s++) {
            const bool own = s == BASE || *ROWS[i].cells[s] != '\0';
            change[i][s] = own ? drawn_text(&self, i, s, quantile, texts[s]) : NULL;
        }
        self.draw[u] = quantile;
        check_against(&self, change, price_base, RATES);
        self.draw[u] = NAN;
    }
    assert_int_equal(tried, 27); /* the rows with a range, counted in the table above */
    /* all at once */
    char texts[N_ROWS][2][CELL];
    changes change = {{NULL}};
    for (int i = 0; i < N_ROWS; i++) {
        const int u = lac_unknowns_of_row(&self.unknowns, plan_row(&self, i));
        for (size_t s = 0; s < 2 && u >= 0; s++) {
            const bool own = s == BASE || *ROWS[i].cells[s] != '\0';
            change[i][s] = own ? drawn_text(&self, i, s, QUANTILES[i % 3], texts[i][s]) : NULL;
            self.draw[u] = QUANTILES[i % 3];
        }
    }
    check_against(&self, change, price_base, RATES);
    fixture_free(&self);
}

static void a_row_with_a_range(void **state)
{
    (void)state;
    check_rows("2018/19");
}

/* The index of the first month is then a quotient. */
static void prices_of_a_later_year(void **state)
{
    (void)state;
    check_rows("2022/23");
}

/* Every value of a flow of the sheet, dated ones too, times the factor. */
static void a_factor_on_a_flow_of_the_sheet(void **state)
{
    (void)state;
    static const char *const FLOWS[] = {
        "admissions,local,", "admissions,young,", "exit,home,", "exit,sgo,", "move,"};
    fixture self;
    fixture_make(&self, "2018/19");
    for (size_t f = 0; f < sizeof FLOWS / sizeof FLOWS[0]; f++) {
        char texts[N_ROWS][2][CELL];
        changes change = {{NULL}};
        int events = -1;
        for (int i = 0; i < N_ROWS; i++) {
            const bool mine = strncmp(ROWS[i].start, FLOWS[f], strlen(FLOWS[f])) == 0;
            if (mine && strstr(ROWS[i].start, "events") != NULL) {
                events = i;
            } else if (mine && strstr(ROWS[i].start, "growth") == NULL) {
                for (int s = 0; s < 2 && *ROWS[i].cells[s] != '\0'; s++) {
                    snprintf(texts[i][s], CELL, "%.17g", strtod(ROWS[i].cells[s], NULL) * 0.9);
                    change[i][s] = texts[i][s];
                }
            }
        }
        /* in Plan the young have no events, so their number is exact */
        if (strcmp(FLOWS[f], "admissions,young,") == 0) {
            change[events - 1][PLAN] = "14";
        }
        int u = 0;
        while (self.unknowns.items[u].item == NULL ||
               strcmp(self.unknowns.items[u].item->name, plan_row(&self, events)->item) != 0) {
            u++;
        }
        assert_int_equal(self.unknowns.items[u].layer, LAC_LAYER_PARAMETER);
        assert_near(self.unknowns.items[u].events, strtod(ROWS[events].cells[BASE], NULL));
        self.draw[u] = 0.9;
        check_against(&self, change, "2018/19", RATES);
        self.draw[u] = NAN;
    }
    fixture_free(&self);
}

/* Rates of the table: only the classes, or the stream, of that row; exit/home is replaced by the sheet. */
static void a_factor_on_a_row_of_the_table(void **state)
{
    (void)state;
    /* the same rows, those of the table with a rate of their own instead of events */
    static const char *const PLAIN[] = {"exit/adoption,0,4,,,,,0.2\n",
        "exit/adoption,5,9,,,,,0.02\n", "exit/adoption,10,17,,,,,0.001\n",
        "move/Residential > Foster,,,,,,,0.25\n", "admissions/remand,,,,,,,6\n",
        "exit/home,,,,,,,0.3\n", "reentry/home,,,0,2,,,0.5\n", "reentry/home,,,3,11,,,0.1\n",
        "reentry/sgo,,,,5,,,0.02\n"};
    static const struct {
        int row;
        double events;
        const char *scaled; /* the row with 1.5 times the rate */
    } CASES[] = {{0, 40, "exit/adoption,0,4,,,,,0.3\n"}, {1, 10, "exit/adoption,5,9,,,,,0.03\n"},
        {3, 25, "move/Residential > Foster,,,,,,,0.375\n"}, {4, 9, "admissions/remand,,,,,,,9\n"},
        {6, 12, "reentry/home,,,0,2,,,0.75\n"}, {7, 4, "reentry/home,,,3,11,,,0.15\n"}};
    fixture self;
    fixture_make(&self, "2018/19");
    const lac_rate_row *rows = self.study.plan.rates.rows;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char rates[1000] = RATES_HEADER;
        size_t n = strlen(rates);
        for (int row = 0; row < (int)(sizeof PLAIN / sizeof PLAIN[0]); row++) {
            n += (size_t)snprintf(rates + n, sizeof rates - n, "%s",
                row == CASES[i].row ? CASES[i].scaled : PLAIN[row]);
        }
        const int u = lac_unknowns_of_rate(&self.unknowns, &rows[CASES[i].row]);
        assert_true(u >= 0);
        assert_near(self.unknowns.items[u].events, CASES[i].events);
        self.draw[u] = 1.5;
        check_against(&self, NULL, "2018/19", rates);
        self.draw[u] = NAN;
    }
    assert_int_equal(lac_unknowns_of_rate(&self.unknowns, &rows[2]), -1);
    assert_int_equal(lac_unknowns_of_rate(&self.unknowns, &rows[5]), -1);
    assert_int_equal(lac_unknowns_of_rate(&self.unknowns, &rows[8]), -1);
    fixture_free(&self);
}

/* 12 a year drawn as x, and a factor of 1.2 on it: 1.2 x. */
static void factor_and_range_multiply(void **state)
{
    (void)state;
    fixture self;
    fixture_make(&self, "2018/19");
    for (int i = 0; i < N_ROWS; i++) {
        if (strcmp(ROWS[i].start, "exit,sgo,count") == 0) {
            char text[CELL];
            changes change = {{NULL}};
            drawn_text(&self, i, BASE, 0.2, text);
            snprintf(text, CELL, "%.17g", 1.2 * strtod(text, NULL));
            change[i][BASE] = text;
            self.draw[lac_unknowns_of_row(&self.unknowns, plan_row(&self, i))] = 0.2;
            const lac_plan_item *item = lac_plan_find(&self.study.plan, LAC_SECTION_EXIT, "sgo");
            self.draw[lac_unknowns_of_item(&self.unknowns, item)] = 1.2;
            check_against(&self, change, "2018/19", RATES);
        }
    }
    fixture_free(&self);
}

static void check_bits(const double *actual, const double *expected, int n)
{
    assert_memory_equal(actual, expected, (size_t)n * sizeof *actual);
}

/* Without a draw every number is the base's, to the bit, also after another draw. */
static void no_draw_is_the_base(void **state)
{
    (void)state;
    fixture self;
    fixture_make(&self, "2018/19");
    for (int round = 0; round < 2; round++) {
        for (int s = 0; s < 2; s++) {
            lac_sway_set(&self.sways[s], self.draw);
            const lac_model *a = &self.sways[s].model;
            const lac_model *b = &self.study.results.models[s];
            const int n = b->n_months;
            for (int i = 0; i < b->n_streams; i++) {
                check_bits(a->streams[i].monthly, b->streams[i].monthly, n);
            }
            for (int i = 0; i < b->n_routes; i++) {
                check_bits(a->routes[i].value, b->routes[i].value, n);
                if (b->routes[i].class_rate != NULL) {
                    check_bits(a->routes[i].class_rate, b->routes[i].class_rate, b->grid.n_classes);
                }
                if (b->routes[i].support != NULL) {
                    check_bits(a->routes[i].exit_cost, b->routes[i].exit_cost, n);
                    check_bits(a->routes[i].support, b->routes[i].support, n);
                    assert_memory_equal(a->routes[i].support_months, b->routes[i].support_months,
                        (size_t)n * sizeof *b->routes[i].support_months);
                }
            }
            for (int i = 0; i < b->n_moves; i++) {
                check_bits(a->moves[i].value, b->moves[i].value, n);
            }
            for (int i = 0; i < b->n_levers; i++) {
                check_bits(a->levers[i].value, b->levers[i].value, n);
            }
            check_bits(&a->lists[0].success, &b->lists[0].success, 1);
            check_bits(a->population, b->population, n);
            check_bits(a->index, b->index, n);
            check_bits(a->price, b->price, n * b->n_placements);
        }
        double draw[DRAWS];
        for (int u = 0; u < DRAWS; u++) {
            draw[u] = 0.3;
        }
        for (int s = 0; s < 2; s++) {
            lac_sway_set(&self.sways[s], draw);
            assert_true(self.sways[s].model.streams[0].monthly[0] !=
                        self.study.results.models[s].streams[0].monthly[0]);
            const lac_flow *adoption = &self.sways[s].model.routes[0];
            assert_string_equal(adoption->label.slug, "adoption");
            assert_int_not_equal(adoption->support_months[0],
                self.study.results.models[s].routes[0].support_months[0]);
        }
    }
    fixture_free(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_with_a_range),
        cmocka_unit_test(prices_of_a_later_year),
        cmocka_unit_test(a_factor_on_a_flow_of_the_sheet),
        cmocka_unit_test(a_factor_on_a_row_of_the_table),
        cmocka_unit_test(factor_and_range_multiply),
        cmocka_unit_test(no_draw_is_the_base),
    };
    return cmocka_run_group_tests_name("sway", tests, NULL, NULL);
}

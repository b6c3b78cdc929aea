/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random_study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

/* ---- chance ---- */

static uint64_t next(random_study *self)
{
    self->seed = self->seed * 6364136223846793005U + 1442695040888963407U;
    return self->seed >> 33;
}

/* 0 to n - 1. */
static int below(random_study *self, int n)
{
    return (int)(next(self) % (uint64_t)n);
}

static bool chance(random_study *self, int per_cent)
{
    return below(self, 100) < per_cent;
}

/* 0 to most in steps of a thousandth. */
static double number(random_study *self, double most)
{
    return most * below(self, 1001) / 1000;
}

/* ---- rows ---- */

/* A row with a value for the reference and, now and then, for B and C. */
static random_row *row(random_study *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static random_row *row(random_study *self, const char *format, ...)
{
    random_row *out = &self->rows[self->n_rows++];
    va_list arguments;
    memset(out, 0, sizeof *out);
    va_start(arguments, format);
    vsnprintf(out->start, sizeof out->start, format, arguments);
    va_end(arguments);
    return out;
}

static void set_number(random_study *self, random_row *out, double most)
{
    for (int s = 0; s < 3; s++) {
        if (s == 0 || chance(self, 30)) {
            snprintf(out->cells[s], RANDOM_CELL, "%.6g", number(self, most));
        }
    }
}

static void set_text(random_row *out, const char *text)
{
    snprintf(out->cells[0], RANDOM_CELL, "%s", text);
}

static void add_line(random_table *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add_line(random_table *self, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(self->lines[self->n++], sizeof self->lines[0], format, arguments);
    va_end(arguments);
}

/* ---- the parts of a study ---- */

static const char *const PLACES[] = {"foster", "Kin care", "home"};
static const char *const STREAMS[] = {"local", "other"};
static const char *const ROUTES[] = {"sgo", "Adoption", "return home"};

/* What the study knows. */
typedef struct {
    bool ages;
    bool months;
    int places;
    int streams;
    int routes;
    bool move;
} known;

static void add_opening(random_study *self, const known *has)
{
    snprintf(self->opening.header, sizeof self->opening.header,
        "from_age,to_age,months_in_care,placement,children");
    /* rows may not overlap: one a band of ages, a number of months in care or a placement */
    const int n = has->ages || has->months ? 6 : has->places > 0 ? has->places : 1;
    const int unknown = chance(self, 60) ? 1 + below(self, 5) : -1;
    for (int i = 0; i < n; i++) {
        char age[24] = ",";
        char months[12] = "";
        if (has->ages && i != unknown) {
            snprintf(age, sizeof age, "%d,%d", 3 * i, 3 * i + below(self, 3));
        }
        if (has->months) {
            snprintf(months, sizeof months, "%d", 2 * i + below(self, 2));
        }
        add_line(&self->opening, "%s,%s,%s,%d", age, months,
            has->places > 0 ? PLACES[i % has->places] : "", i == 0 ? 5 : below(self, 20));
    }
}

static void add_streams(random_study *self, const known *has)
{
    snprintf(self->admission_ages.header, sizeof self->admission_ages.header,
        "stream,from_age,to_age,placement,share");
    for (int k = 0; k < has->streams; k++) {
        const char *name = STREAMS[k];
        const bool rate = k == 1 && chance(self, 50);
        set_number(self, row(self, "admissions,%s,%s", name, rate ? "rate" : "count"), 60);
        if (chance(self, 30)) {
            set_number(self, row(self, "admissions,%s,growth", name), 10);
        }
        if (!rate && chance(self, 30)) {
            set_number(self, row(self, "admissions,%s,count from 2020-07", name), 60);
        }
        if (has->places > 0 && chance(self, 40)) {
            set_text(row(self, "admissions,%s,placement", name), "foster:70%; home:30%");
        }
        if (has->ages && k == 0) {
            set_text(row(self, "admissions,%s,ages", name), "0-4:20%; 9:30%; 17:50%");
        } else if (has->ages) {
            add_line(&self->admission_ages, "%s,0,9,,60%%", name);
            add_line(
                &self->admission_ages, "%s,16,17,%s,40%%", name, has->places > 0 ? "home" : "");
        }
    }
}

static void add_table_route(random_study *self, const known *has, const char *name)
{
    if (has->ages && has->months) {
        add_line(&self->rates, "exit/%s,0,9,0,5,,%.3f", name, number(self, 2));
        add_line(&self->rates, "exit/%s,0,9,6,,,%.3f", name, number(self, 1));
        add_line(&self->rates, "exit/%s,12,17,,,,%.3f", name, number(self, 1));
    } else if (has->months) {
        add_line(&self->rates, "exit/%s,,,0,3,,%.3f", name, number(self, 2));
        add_line(&self->rates, "exit/%s,,,4,8,,%.3f", name, number(self, 1));
    } else {
        add_line(&self->rates, "exit/%s,,,,,%s,%.3f", name, has->places > 0 ? "foster" : "",
            number(self, 2));
    }
}

static void add_routes(random_study *self, const known *has)
{
    snprintf(self->rates.header, sizeof self->rates.header,
        "flow,from_age,to_age,from_months,to_months,placement,rate");
    for (int r = 0; r < has->routes; r++) {
        const char *name = ROUTES[r];
        const int kind = r == 0 && has->months ? 2 : below(self, 3);
        if (kind == 2) {
            add_table_route(self, has, name);
            continue;
        }
        set_number(self, row(self, "exit,%s,%s", name, kind == 0 ? "rate" : "count"),
            kind == 0 ? 1.5 : 40);
        if (chance(self, 30)) {
            set_number(self,
                row(self, "exit,%s,%s from 2020-09", name, kind == 0 ? "rate" : "count"),
                kind == 0 ? 1.5 : 80);
        }
        if (has->ages && chance(self, 40)) {
            set_text(row(self, "exit,%s,from_age", name), "6");
        }
        if (has->places > 0 && chance(self, 40)) {
            set_text(row(self, "exit,%s,placement", name), "Kin care; home");
        }
    }
    if (has->move) {
        set_number(self, row(self, "move,foster > Kin care,rate"), 2);
        add_line(&self->rates, "move/Kin care > home,,,,,,%.3f", number(self, 1));
    }
}

static void add_intervention(random_study *self, const known *has, int i)
{
    const int kind = below(self, 3);
    const char *name = i == 0 ? "One" : i == 1 ? "Two" : "Three";
    random_row *active = row(self, "intervention,%s,active", name);
    snprintf(active->cells[0], RANDOM_CELL, "%s", chance(self, 50) ? "yes" : "no");
    snprintf(active->cells[1 + below(self, 2)], RANDOM_CELL, "yes");
    static const char *const EFFECTS[] = {"exits", "multiply", "add"};
    set_text(row(self, "intervention,%s,effect", name), EFFECTS[kind]);
    if (kind == 0) {
        set_text(row(self, "intervention,%s,route", name), chance(self, 50) ? "sgo" : "new route");
        random_row *children = row(self, "intervention,%s,children", name);
        snprintf(children->cells[0], RANDOM_CELL, "%d", below(self, 60));
        set_number(self, row(self, "intervention,%s,success", name), 1);
    } else {
        char target[48] = "admissions/local";
        if (kind == 1 && has->move && chance(self, 30)) {
            snprintf(target, sizeof target, "move/foster > Kin care");
        } else if (chance(self, 60)) {
            snprintf(target, sizeof target, "exit/%s", ROUTES[below(self, has->routes)]);
        } else if (kind == 1 && chance(self, 50)) {
            snprintf(target, sizeof target, "admissions");
        }
        set_text(row(self, "intervention,%s,acts_on", name), target);
        set_number(self, row(self, "intervention,%s,%s", name, kind == 1 ? "factor" : "amount"), 2);
    }
    if (chance(self, 50)) {
        set_text(
            row(self, "intervention,%s,start", name), chance(self, 50) ? "2020-02" : "2020-06");
        set_text(row(self, "intervention,%s,ramp_months", name), "5");
    }
    if (chance(self, 40)) {
        set_text(row(self, "intervention,%s,end", name), "2020-10");
    }
    const bool filtered = kind == 0 || kind == 1;
    if (filtered && has->ages && chance(self, 40)) {
        set_text(row(self, "intervention,%s,to_age", name), "12");
    }
    if (filtered && has->places > 0 && chance(self, 40)) {
        set_text(row(self, "intervention,%s,placement", name), "foster; Kin care");
    }
}

/* Returns to care, a shift, and places that run out. */
static void add_later(random_study *self, const known *has)
{
    if (chance(self, 50)) {
        set_text(row(self, "reentry,%s,rates", ROUTES[below(self, has->routes)]),
            "0-2:3; 3:0; 4-1200:1.5");
        const bool first = chance(self, 50);
        for (int k = 0; k < has->streams && first; k++) {
            set_text(row(self, "admissions,%s,first_entries_only", STREAMS[k]), "yes");
        }
    }
    if (has->places > 0 && chance(self, 50)) {
        set_text(row(self, "intervention,Shift,effect"), "shift");
        set_text(row(self, "intervention,Shift,acts_on"),
            chance(self, 50) ? "move/home > foster" : "move/foster > Kin care");
        set_text(row(self, "intervention,Shift,children"), "30");
        set_number(self, row(self, "intervention,Shift,success"), 1);
        if (has->ages) {
            set_text(row(self, "intervention,Shift,from_age"), "6");
        }
    }
    if (has->places > 0 && chance(self, 40)) {
        random_row *capacity = row(self, "placement,foster,capacity");
        snprintf(capacity->cells[0], RANDOM_CELL, "%d", below(self, 30));
        set_text(row(self, "placement,foster,overflow"), "Kin care");
        set_text(row(self, "placement,Kin care,capacity from 2020-06"), "20");
        set_text(row(self, "placement,Kin care,overflow"), "home");
    }
}

/* Support after exits, and what they cost. */
static void add_support(random_study *self, const known *has)
{
    for (int r = 0; r < has->routes; r++) {
        const char *name = ROUTES[r];
        if (chance(self, 50)) {
            set_number(self, row(self, "exit,%s,support_weekly", name), 300);
            if (chance(self, 60)) {
                set_number(self, row(self, "exit,%s,support_weeks", name), 40);
            }
            if (chance(self, 30)) {
                set_text(row(self, "exit,%s,support_weeks from 2020-08", name), "13");
            }
        }
        if (chance(self, 30)) {
            set_number(self, row(self, "exit,%s,cost_one_off", name), 5000);
        }
    }
}

void random_study_make(random_study *self, uint64_t seed)
{
    memset(self, 0, sizeof *self);
    self->seed = seed * 7919 + 1;
    next(self);
    known has = {.ages = chance(self, 60),
        .months = chance(self, 40),
        .places = chance(self, 60) ? 3 : 0,
        .streams = 1 + below(self, 2),
        .routes = 1 + below(self, 3)};
    has.move = has.places > 0 && chance(self, 60);
    set_text(row(self, "time,,start"), "2020-04");
    set_text(row(self, "time,,end"), chance(self, 50) ? "2021-03" : "2020-11");
    set_text(row(self, "population,2020/21,children"), "40000");
    set_text(row(self, "data,,opening"), "opening.csv");
    add_opening(self, &has);
    add_streams(self, &has);
    add_routes(self, &has);
    if (self->rates.n > 0) {
        set_text(row(self, "data,,rates"), "rates.csv");
    }
    if (self->admission_ages.n > 0) {
        set_text(row(self, "data,,admission_ages"), "ages.csv");
    }
    const int interventions = below(self, 4);
    for (int i = 0; i < interventions; i++) {
        add_intervention(self, &has, i);
    }
    if (chance(self, 50)) {
        random_row *out = row(self, "unreconciled,all,count");
        for (int s = 0; s < 2; s++) {
            snprintf(out->cells[s], RANDOM_CELL, "%.3f", number(self, 80) - 50);
        }
    }
    for (int p = 0; p < has.places; p++) {
        set_number(self, row(self, "placement,%s,weekly_cost", PLACES[p]), 3000);
    }
    if (chance(self, 50)) {
        set_number(self, row(self, "finance,,inflation"), 5);
    }
    add_later(self, &has);
    add_support(self, &has);
}

/* ---- order and text ---- */

/* Swaps two items of size bytes at most the largest row. */
static void swap(void *a, void *b, size_t size)
{
    unsigned char spare[sizeof(random_row)];
    memcpy(spare, a, size);
    memcpy(a, b, size);
    memcpy(b, spare, size);
}

static void shuffle_table(random_study *self, random_table *table)
{
    for (int i = table->n - 1; i > 0; i--) {
        swap(table->lines[i], table->lines[below(self, i + 1)], sizeof table->lines[0]);
    }
}

void random_study_shuffle(random_study *self)
{
    for (int i = self->n_rows - 1; i > 0; i--) {
        swap(&self->rows[i], &self->rows[below(self, i + 1)], sizeof self->rows[0]);
    }
    shuffle_table(self, &self->opening);
    shuffle_table(self, &self->rates);
    shuffle_table(self, &self->admission_ages);
}

/* The sheet with its scenario columns in the given order. */
static void sheet_text(
    const random_study *self, const int order[RANDOM_SCENARIOS], char out[RANDOM_TEXT])
{
    static const char *const NAMES[RANDOM_SCENARIOS] = {"A", "B", "C", "Blank"};
    size_t n = (size_t)snprintf(out, RANDOM_TEXT, "section,item,field");
    for (int s = 0; s < RANDOM_SCENARIOS; s++) {
        n += (size_t)snprintf(out + n, RANDOM_TEXT - n, ",%s", NAMES[order[s]]);
    }
    for (int i = 0; i < self->n_rows; i++) {
        n += (size_t)snprintf(out + n, RANDOM_TEXT - n, "\n%s", self->rows[i].start);
        for (int s = 0; s < RANDOM_SCENARIOS; s++) {
            n += (size_t)snprintf(out + n, RANDOM_TEXT - n, ",%s", self->rows[i].cells[order[s]]);
        }
    }
    snprintf(out + n, RANDOM_TEXT - n, "\n");
}

/* A table, header only when it is empty. */
static void table_text(const random_table *self, char out[RANDOM_TEXT])
{
    size_t n = (size_t)snprintf(out, RANDOM_TEXT, "%s\n", self->header);
    for (int i = 0; i < self->n; i++) {
        n += (size_t)snprintf(out + n, RANDOM_TEXT - n, "%s\n", self->lines[i]);
    }
}

void random_study_must_run(
    test_study *out, const random_study *self, const int order[RANDOM_SCENARIOS])
{
    static const int IN_ORDER[RANDOM_SCENARIOS] = {0, 1, 2, 3};
    char sheet[RANDOM_TEXT];
    char opening[RANDOM_TEXT];
    char rates[RANDOM_TEXT];
    char ages[RANDOM_TEXT];
    sheet_text(self, order == NULL ? IN_ORDER : order, sheet);
    table_text(&self->opening, opening);
    table_text(&self->rates, rates);
    table_text(&self->admission_ages, ages);
    study_run(out, sheet, "opening.csv", opening, "rates.csv", rates, "ages.csv", ages, NULL);
    if (out->status != LAC_OK) {
        lac_diagnostics_print(&out->diagnostics, LAC_ERROR, stderr);
        fail_msg("the study does not run:\n%s", sheet);
    }
}

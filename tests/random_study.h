/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_TESTS_RANDOM_STUDY_H
#define LAC_TESTS_RANDOM_STUDY_H

#include "support.h"

#include <stddef.h>
#include <stdint.h>

/* Random studies that are valid: with or without ages, months in care and placements; flows by rate,
 * count and table, dated and grown; interventions of every effect; prices. */
enum {
    RANDOM_SCENARIOS = 4, /* A, the reference; B and C; Blank, which gives nothing of its own */
    RANDOM_ROWS = 160,
    RANDOM_LINES = 48,
    RANDOM_CELL = 48,
    RANDOM_TEXT = 24000
};

typedef struct {
    char start[120]; /* "section,item,field" */
    char cells[RANDOM_SCENARIOS][RANDOM_CELL];
} random_row;

typedef struct {
    char header[80];
    char lines[RANDOM_LINES][80];
    int n;
} random_table;

typedef struct {
    uint64_t seed;
    random_row rows[RANDOM_ROWS];
    int n_rows;
    random_table opening;
    random_table rates;
    random_table admission_ages;
} random_study;

/* The study of a seed. */
void random_study_make(random_study *self, uint64_t seed);

/* Puts rows and lines in another order. */
void random_study_shuffle(random_study *self);

/* Runs it, sheet and tables, with its scenario columns in the given order (NULL: A, B, C, Blank). The test fails,
 * and the sheet is shown, unless it runs. Free with study_free. */
void random_study_must_run(
    test_study *out, const random_study *self, const int order[RANDOM_SCENARIOS]);

#endif

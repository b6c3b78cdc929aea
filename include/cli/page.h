/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_PAGE_H
#define LAC_CLI_PAGE_H

#include "base/arena.h"
#include "cli/block.h"
#include "results/results.h"

#include <stdbool.h>
#include <stdio.h>

/* The printed answer of a run while its blocks are made: cells, and what the notes below must tell of
 * them. For summary.c and the files that make one part of it each. */

/* How a number is printed. */
typedef enum {
    LAC_SHOW_WHOLE,
    LAC_SHOW_ONE_DECIMAL,
    LAC_SHOW_MILLIONS,
    LAC_SHOW_THOUSANDS
} lac_show;

/* Marks behind a number, one column each, told in the notes. */
#define LAC_MARK_NONE " "
#define LAC_MARK_PART "\xE2\x80\xA0" /* a dagger */
#define LAC_MARK_LAST "\xE2\x80\xA1" /* a double dagger */

typedef struct {
    const lac_results *results;
    lac_arena arena;
    bool out_of_memory; /* and nothing of the page may be printed */
    bool unknown;       /* a number is not known */
    bool partial;       /* a flow covers part of its year */
    bool last;          /* a stock of the last month stands where there is none of March */
    bool mixed;         /* a year is part actual, part forecast */
    bool forecast;      /* a year is a forecast */
    bool rounded;       /* printed numbers do not add up although the numbers do */
    bool sd;            /* an sd is shown */
    bool unmet;         /* exits that found nobody are shown */
    bool likely;        /* a range is shown */
    bool each;          /* what a child-month costs is shown */
    bool lost;          /* cases lost on pathways are shown */
    bool *used;         /* by measure: whether it is ever anything but 0 */
    lac_show spend;     /* how pounds are shown */
    lac_show saving;
} lac_page;

/* text, or "" (and out of memory) for NULL. */
const char *lac_page_keep(lac_page *self, const char *text);

/* One number with a place behind it for a mark, which keeps the digits below each other. */
const char *lac_page_cell(lac_page *self, double value, const char *mark, lac_show show);

/* "240 to 288", or "264" if both are printed so; and "264, likely 240 to 288". Where the range is not
 * known, ".." and the number alone. */
const char *lac_page_range(
    lac_page *self, double low, double high, const char *mark, lac_show show);
const char *lac_page_likely(
    lac_page *self, double value, double low, double high, const char *mark, lac_show show);

/* Room for n cells, NULL (and out of memory) when there is none; an empty block of at most n_rows. */
const char **lac_page_cells(lac_page *self, int n);
lac_block lac_page_block(lac_page *self, const char *title, int n_columns, size_t n_rows);

/* Adds a row unless there was no memory for it. */
void lac_page_put(lac_block *block, const char *label, const char **cells);

/* "2017/18*" for a year that is a forecast, wholly or in part. */
const char *lac_page_year(lac_page *self, const lac_series *annual, int t);

/* The mark of a flow of scenario s in a year that the study covers in part; years behind the last one are
 * the whole study. */
const char *lac_page_part(const lac_results *results, size_t s, int t);

/* "spend, £ million". */
const char *lac_page_pounds(lac_page *self, const char *what, lac_show show);

/* Where the stocks of a year stand: in March or, when the study ends before it, in the last month. Changes
 * *series and *t to that and gives the mark for it. */
const char *lac_page_end(const lac_results *results, const lac_series **series, int *t);

/* A stock (sd: its sd) there, and the mark for it; NaN where it is not known. */
double lac_page_stock(const lac_results *results, const lac_series *series, int measure, int t,
    bool sd, const char **mark);

/* The unit that pounds are shown in: the greatest of a kind of row sets it. */
lac_show lac_page_unit(double pounds);

/* Whether anything but placements has a cost, so that net savings differ from gross ones. */
bool lac_page_has_net(const lac_results *results);

/* The children of the history or a scenario by year, from the opening to the closing stock, and what they
 * cost. savings is NULL for the history and the reference. self->used and the units are known. */
lac_block lac_page_flows(
    lac_page *self, const char *title, const lac_series *series, const lac_series *savings);

/* What scenario s saves against the reference by year. */
lac_block lac_page_savings(lac_page *self, size_t s);

/* What became of the children on pathways in scenario s, by year and in all; without rows where it has no
 * programme and no case. */
lac_block lac_page_cases(lac_page *self, size_t s);

/* "63 %"; what is not quite certain is not printed as 0 or 100 %. */
const char *lac_page_chance(lac_page *self, double probability);

/* Prints how likely the targets are; without simulations whether the mean reaches them, by how much it misses
 * them, and that this is no probability. Whether there was anything to print. */
bool lac_page_print_targets(FILE *out, lac_page *self);

/* Scenarios by rank, where there are several that act. */
lac_block lac_page_ranking(lac_page *self);

/* Prints, a line each, when scenarios have paid back, what interventions do to each other, and how likely the
 * targets are; then an empty line. */
void lac_page_print_verdicts(FILE *out, lac_page *self);

/* The notes that the blocks need. */
void lac_page_print_notes(FILE *out, lac_page *self);

/* Whether the children looked after have a range, as those of a stochastic run have. */
bool lac_page_has_ranges(const lac_results *results);

/* What the scenarios come to in their last year, in words a committee reads: "264, likely 240 to 288" for
 * children looked after and, where they are known, the rate, spend and gross saving. */
lac_block lac_page_ranges(lac_page *self);

/* Prints how to read the ranges: what likely means, how many simulations, which uncertainty is in them and
 * which is not, and which makes most of them. */
void lac_page_print_ranges_notes(FILE *out, lac_page *self);

/* Prints which layer of uncertainty makes most of the range of children looked after: a sentence where it
 * is the same in all scenarios, else a line a layer with its scenarios. */
void lac_page_print_widest(FILE *out, lac_page *self);

#endif

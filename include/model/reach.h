/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_REACH_H
#define LAC_MODEL_REACH_H

#include "base/arena.h"
#include "model/model.h"
#include "model/unknown.h"

/* Which numbers of a scenario's model the unknowns of a study reach, and how: for sway.c. */

/* Everything is by unknown: `now` is its factor or its value in this scenario's range, `on` whether this
 * draw moves it; where it does not, a factor is 1. In what follows the index of an unknown is -1 where there is none. */

enum { LAC_REACH_NONE = -1 };

/* How an unknown that is an assumption reads its quantile in this scenario; pert NULL: no range here. */
typedef struct {
    const lac_pert *pert;
    double low;
    double span;
} lac_reach_range;

typedef enum {
    LAC_REACH_PLAIN, /* cell x unit x factor x growth x population */
    LAC_REACH_RATIO, /* 1 + (cell - 1) x unit */
    LAC_REACH_PRICE, /* cell x index */
    LAC_REACH_WEEKS  /* cell; what months makes of it is in force */
} lac_reach_kind;

/* A number by month that cells of the sheet give: which of them holds in each month. */
typedef struct {
    lac_reach_kind kind;
    double *out;
    const double *base;
    double *cell; /* by month: the number of the sheet */
    int *of;      /* by month: the unknown that is this number */
    double *unit; /* by month */
    int factor;   /* unknown on all of it */
    int growth;   /* unknown that is the growth */
    double growth_plain;
    bool by_population;
    int *uses; /* the unknowns in `of`, each once */
    int n_uses;
    int *months; /* WEEKS: by month, as lac_support_months has it */
    bool moved;  /* out is not base */
} lac_reach_line;

/* Numbers that are each scaled by a factor of their own, which is an unknown that is a parameter: those
 * number at[0 .. n - 1] of out. */
typedef struct {
    double *out;
    const double *base;
    const int *at;
    const int *factor;
    int n;
} lac_reach_scaling;

/* A single number that an unknown is. */
typedef struct {
    double *out;
    double base;
    int of;
} lac_reach_single;

/* The population of a month: a + (b - a) x share of two points. */
typedef struct {
    int a;
    int b;
    double share;
} lac_reach_between;

/* A step of the price index. */
typedef struct {
    int month; /* from which it holds; 0 also for the steps between price base and start */
    bool divides;
    double cell;
    int of;
} lac_reach_step;

typedef struct {
    const lac_model *base;
    const lac_plan *plan;
    const lac_unknowns *unknowns;
    size_t scenario;
    lac_reach_range *ranges;
    int *assumptions; /* the unknowns that are assumptions */
    int n_assumptions;
    double *now;
    bool *on;
    lac_reach_line *lines;
    int n_lines;
    lac_reach_scaling *scalings;
    int n_scalings;
    lac_reach_single *singles;
    int n_singles;
    double *points;             /* of the population, as the sheet has them */
    int *point_of;              /* the unknown of each */
    lac_reach_between *between; /* by month */
    double *population;         /* NULL: no unknown reaches it */
    lac_reach_step *steps;
    int n_steps;
    double *index;         /* NULL: no unknown reaches it */
    bool population_moved; /* by the draw */
    bool index_moved;
    lac_arena arena;
} lac_reach;

/* Finds it all and gives model, which begins as a copy of base, arrays of its own for what is reached.
 * Begin with {0}; what is made belongs to self->arena. LAC_OK or LAC_MEMORY. */
int lac_reach_make(lac_reach *self, lac_model *model, const lac_model *base, const lac_plan *plan,
    const lac_unknowns *unknowns) LAC_CHECKED;

#endif

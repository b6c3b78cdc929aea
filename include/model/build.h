/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_BUILD_H
#define LAC_MODEL_BUILD_H

#include "model/model.h"

/* How lac_model_build puts a model together, step by step: for the files of this room only. Each step
 * adds its faults to diagnostics and goes on as far as it can, so that all are told at once. LAC_MEMORY
 * is the only failure a step returns. */
typedef struct {
    lac_model *model;
    const lac_plan *plan;
    size_t scenario;
    lac_diagnostics *diagnostics;
    bool any_age; /* whether the study knows any age: the same in every scenario */
} lac_build;

/* What to do about a placement that is named only in passing: most often it is misspelt. */
#define LAC_PLACEMENT_HINT                                                                         \
    "check the spelling, or add a row stock,NAME,children (0 if nobody is there at the start)"

/* Memory of the model; sets diagnostics->out_of_memory when there is none. */
void *lac_build_alloc(lac_build *self, size_t count, size_t size);

/* A place to point to when an item has none (the sheet as a whole). */
lac_place lac_build_sheet_place(const lac_build *self);

/* Whether a row of the rates table speaks of the flow. */
bool lac_rate_row_is(const lac_rate_row *row, lac_flow_kind kind, const char *name, const char *to);

/* names.c: placements, routes, streams and moves, from sheet and tables. */
int lac_build_names(lac_build *self) LAC_CHECKED;

/* filter.c: the filters of routes and interventions. */
typedef struct {
    int from_age; /* completed years, -1 for open */
    int to_age;
    bool any_placement; /* no placement filter */
    bool *placements;
    const lac_place *place;
} lac_filter;

/* Reads from_age, to_age and placement of an item. */
int lac_filter_read(lac_filter *out, lac_build *self, const lac_plan_item *item) LAC_CHECKED;
/* Whether it can keep anybody out. */
bool lac_filter_any(const lac_filter *self);
/* out: one flag a group. Returns how many groups it lets through. */
int lac_filter_groups(const lac_filter *self, const lac_grid *grid, bool *out);
/* The grid of the study: bands between the ends of all filters and tables of all scenarios. */
int lac_build_grid(lac_build *self) LAC_CHECKED;

/* opening.c: stock at the start, opening mix. */
int lac_build_opening(lac_build *self) LAC_CHECKED;

/* mix.c: age and placement mix of a stream. */
int lac_build_mix(lac_build *self, lac_stream *stream, const lac_plan_item *item) LAC_CHECKED;

/* Every stream of the table of admission ages must be one of the study. */
void lac_build_check_mix(lac_build *self);

/* population.c */
int lac_build_population(lac_build *self) LAC_CHECKED;

/* flow.c: streams, routes, moves, unreconciled. */
int lac_build_flows(lac_build *self) LAC_CHECKED;
/* Whether any intervention of the study, in whatever scenario, sends children out by the route. */
bool lac_build_has_list(const lac_plan *plan, const char *route);

/* effect.c: what the effects of interventions have in common. */
typedef struct {
    lac_month start;
    lac_month end; /* included */
    int ramp;      /* months */
} lac_span;

/* The months of an intervention in a scenario, whether or not they make sense. */
lac_span lac_effect_span_of(const lac_plan_item *item, size_t scenario, const lac_model *model);
/* The same; false, told, when they end before they start. */
bool lac_effect_span(lac_span *out, lac_build *self, const lac_plan_item *item);
/* The share of its effect in a month between start and end. */
double lac_effect_share(const lac_span *self, lac_month month);
/* Says that an intervention lacks a field, */
void lac_effect_missing(
    lac_build *self, const lac_plan_item *item, const char *field, const char *effect);
/* that its effect does not look at fields that are given, */
void lac_effect_unused(lac_build *self, const lac_plan_item *item, const char *effect,
    const char *const *fields, size_t n);
/* and that its filter lets nobody through. */
void lac_effect_nobody(lac_build *self, const lac_plan_item *item, const lac_filter *filter);
/* The route that a list or pathway leads to; told when it has none. */
int lac_effect_route(lac_build *self, const lac_plan_item *item, const char *effect);
/* Warns that a list or pathway ("what") takes its children from whatever placement, where it matters. */
void lac_effect_anywhere(
    lac_build *self, const lac_plan_item *item, const char *what, const lac_filter *filter);
/* Splits "move/a > b"; false when it is not of that form. */
bool lac_effect_move(lac_build *self, const char *acts_on, const char **from, const char **to);
/* Finds what acts_on names; false, told, when it is not there. */
bool lac_effect_target(lac_build *self, const lac_plan_item *item, lac_lever *lever);

/* leaver_list.c: children who are to leave or to be moved. */
int lac_build_list(lac_build *self, const lac_intervention *of, lac_leaver_list *list) LAC_CHECKED;
int lac_build_shift(lac_build *self, const lac_intervention *of, lac_leaver_list *list) LAC_CHECKED;

/* pathway.c: legal pathways and the staff who carry their cases. */
int lac_build_pathways(lac_build *self) LAC_CHECKED;
/* programme.c: children who are identified for a pathway. One that is not active is there for its cases
 * alone: it identifies nobody. */
int lac_build_programme(
    lac_build *self, const lac_intervention *of, lac_programme *programme) LAC_CHECKED;
/* Brings them into the order in which they identify. */
void lac_build_order_programmes(lac_build *self);

/* case.c: whether the tracker has cases of an intervention's pathway, */
bool lac_build_has_cases(const lac_build *self, const lac_plan_item *item);
/* and those cases; opening and programmes must be there. */
int lac_build_cases(lac_build *self) LAC_CHECKED;

/* reentry.c: rates of return. */
int lac_build_reentry(lac_build *self) LAC_CHECKED;

/* capacity.c: places, and where children go when they are taken. */
int lac_build_capacity(lac_build *self) LAC_CHECKED;

/* intervention.c: levers and lists. */
int lac_build_interventions(lac_build *self) LAC_CHECKED;
/* How the flow that a lever acts on is given; LAC_BY_NOTHING where there is no flow, or it has no number to add to.
 * mixed: it acts on all streams, which are given in different units (the study does not run). */
lac_flow_form lac_lever_form(const lac_model *model, const lac_lever *lever, bool *mixed);

/* price.c: price index and prices. */
int lac_build_prices(lac_build *self) LAC_CHECKED;

/* finance.c: what steps on 1 April, programme costs, budgets. */
int lac_build_finance(lac_build *self) LAC_CHECKED;
/* The row of inflation or the deflator in force in a financial year, NULL for none (then it is 0): the
 * latest value given for a year not after it. A row without a year counts from `first`, the first year of
 * the study, "inflation from 2026/27" from that year. */
const lac_plan_row *lac_finance_row(
    const lac_plan *plan, size_t scenario, const char *field, int first, int year);
/* The index that it makes, by year for n years from that of the study's start: 1 in the price base year. */
void lac_finance_index(const lac_build *self, const char *field, int n, double *out);

/* support.c: what an exit costs, and support after it. Needs the price index. */
int lac_build_support(lac_build *self) LAC_CHECKED;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_MODEL_H
#define LAC_MODEL_MODEL_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/month.h"
#include "model/grid.h"
#include "model/label.h"
#include "model/pathway.h"
#include "model/plan.h"

#include <stdbool.h>
#include <stddef.h>

/* One scenario of a study, worked out: what happens in each month, ready for an engine. Constant once
 * built. Arrays over months have n_months entries, month 0 being `start`; rates are per child-year,
 * numbers children per month unless a name says otherwise. Everything belongs to the arena. */

typedef enum { LAC_BY_NOTHING, LAC_BY_COUNT, LAC_BY_RATE, LAC_BY_TABLE } lac_flow_form;

/* Children of one opening row: they share a placement and lie evenly in a box of age rows (both ends
 * included; the unknown row alone for unknown ages) at one number of months in care. */
typedef struct {
    int first_age;
    int last_age;
    int duration;
    int placement;
    double children;
} lac_opening_group;

/* A stream of admissions. mix is over age row x placement and sums to 1; group_mix its sums by group. */
typedef struct {
    lac_label label;
    lac_flow_form form;
    double *monthly; /* children in the month before interventions; growth is in it */
    double *mix;
    double *group_mix;
    double variance_ratio;
} lac_stream;

/* A route out of care, or a move between placements (then from and to are set). */
typedef struct {
    lac_label label;
    lac_flow_form form;
    double *value;      /* by month: COUNT children per month, RATE per child-year */
    double *class_rate; /* TABLE: by class, constant */
    int *class_row;     /* TABLE: by class, the row of the rates table it has it from; -1: none */
    bool *groups;       /* by group: whether the flow's own filter lets it through */
    double variance_ratio;
    int from; /* move: placements */
    int to;
    double *
        reentry; /* route: per child-year, by completed months since the exit; NULL: nobody returns */
    int n_reentry; /* months of it; 0 afterwards */
    /* Of a route, by month; NULL where the sheet gives none. Pounds are those of the month. */
    double *exit_cost; /* per child who leaves in it */
    double *support; /* per child and week of support in it, for those who have left by the route */
    /* of a child who leaves in it: months after it in which its support ends at the latest (0: in
     * itself); -1: not before the 18th birthday. Not NULL where support is not. */
    int *support_months;
} lac_flow;

typedef enum {
    LAC_TARGET_ALL_STREAMS,
    LAC_TARGET_STREAM,
    LAC_TARGET_ROUTE,
    LAC_TARGET_MOVE
} lac_target_kind;

/* A factor or an amount on a flow. value is NaN in months without effect; amounts are in the unit
 * that the flow has in this model (children per month, or per child-year). */
typedef struct {
    const char *name;
    int number; /* of the intervention: see lac_leaver_list */
    bool is_factor;
    lac_target_kind target;
    int index; /* of the stream, route or move */
    double *value;
    bool *groups;
    const lac_place *place;
} lac_lever;

/* A list of children who are to leave by a route, or to be moved (effect shift): attempts[m] is the
 * expected number of attempts. */
typedef struct {
    lac_label label;
    int number; /* of the intervention among all of the study by slug: the same in every scenario, also
                   where others are not active */
    int route; /* of an exits list; -1 for a shift */
    int move;  /* of a shift: its from and to, a child in `from` is named; -1 for an exits list */
    double children;
    double success;
    double *attempts;
    bool *groups;
    bool any_filter;
} lac_leaver_list;

/* What the sheet says of an intervention. */
typedef struct {
    lac_label label;
    const lac_plan_item *item; /* borrowed from the plan */
    bool active;               /* in this scenario */
} lac_intervention;

typedef struct {
    size_t scenario;
    const char *scenario_name;
    const char *scenario_slug;
    lac_month start;
    int n_months;
    lac_grid grid;
    lac_label *placements; /* n_placements, 0 when the study has none (the grid then has one) */
    int n_placements;
    lac_stream *streams; /* sheet order, then those known only to tables */
    int n_streams;
    lac_flow *routes; /* by slug */
    int n_routes;
    int ageing_out; /* index of the route, -1 when no age is known */
    lac_flow *moves;
    int n_moves;
    lac_lever *levers;
    int n_levers;
    lac_leaver_list *lists; /* by slug */
    int n_lists;
    lac_leaver_list *shifts; /* by slug */
    int n_shifts;
    lac_intervention *interventions; /* of the study by number, active or not */
    int n_interventions;
    lac_pathway *pathways; /* by slug; the same in every scenario but for their numbers */
    int n_pathways;
    lac_pool *pools; /* in the order of the sheet */
    int n_pools;
    lac_programme *programmes; /* by start, then in the order of the sheet */
    int n_programmes;
    lac_case *cases; /* in the order of the tracker; the same in every scenario */
    int n_cases;
    bool
        first_entries_only; /* re-entry rates hold for all exits, else for those interventions add */
    bool any_reentry;       /* whether any route has a rate of return */
    double *
        capacity; /* placement x month: places, INFINITY for no limit; NULL: no placement has any */
    int *overflow; /* by placement: where a child goes when it is full, -1: it stays */
    lac_opening_group *opening;
    int n_opening;
    double opening_children;
    double *opening_mix;  /* over age row x placement, sums to 1; NULL when nobody is there */
    double *unreconciled; /* children per month, signed */
    double *population;   /* aged 0 to 17 at the end of the month; NaN where not known */
    double *price; /* placement x month: pounds of that month per child-week, NaN: not priced */
    bool blended_price; /* one price for all placements */
    double *index;      /* price index of each month, 1 in the base year */
    int price_base;
    /* What the active interventions cost (rule 30), in pounds of the price base year: in each month whoever
     * begins, and by number of the intervention for each child begun. */
    double *programme_cost;
    double *child_cost;
    /* By financial year, from that of the start; the same in every scenario. */
    int n_years;
    double *budget;       /* pounds; NaN: none */
    double *deflator;     /* index of general prices, 1 in the base year; NULL: not given */
    double discount_rate; /* real, a year */
    bool *rates_change;   /* whether any exit or move rate differs from the month before */
    const double
        *drift; /* by month: a factor on all admissions [2 * m] and on exits by rate or count
                            [2 * m + 1], after interventions; NULL: none. Borrowed, and never set by
                            lac_model_build */
    lac_arena arena;
} lac_model;

/* What a study needs to know once: the horizon and the names that all scenarios share. */
typedef struct {
    lac_month start;
    lac_month end;
    int n_months;
    bool start_given;
} lac_horizon;

/* The first and last month of the study, from the sheet or the history. Faults go to diagnostics. */
int lac_horizon_find(
    lac_horizon *out, const lac_plan *plan, lac_diagnostics *diagnostics) LAC_CHECKED;

/* Builds the model of one scenario (begin with {0}; free with lac_model_free, also after a failure).
 * Every fault is added to diagnostics with its place; warnings and notes too. LAC_OK, LAC_INPUT or
 * LAC_MEMORY. */
int lac_model_build(lac_model *self, const lac_plan *plan, size_t scenario,
    lac_diagnostics *diagnostics) LAC_CHECKED;

void lac_model_free(lac_model *self);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/version.h"
#include "cli/case_page.h"
#include "output/case_tables.h"
#include "output/control.h"
#include "output/json_text.h"

#include <jansson.h>
#include <stdlib.h>

/* Takes value over and says whether it could be added. */
static bool set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static json_t *day_of(lac_day day)
{
    char text[11];
    lac_day_format(day, text);
    return json_string(text);
}

/* Stage and who controls it; null of a case that waits. */
static bool set_stage(json_t *object, lac_arena *arena, const lac_pathway *pathway, int stage)
{
    if (stage < 0) {
        return set(object, "stage", json_null()) && set(object, "control", json_null());
    }
    const char *text = lac_stage_text(arena, pathway, stage);
    return text != NULL && set(object, "stage", json_string(text)) &&
           set(object, "control", json_string(lac_control_word(pathway->stages[stage].control)));
}

static json_t *years_of(const lac_timeline *timeline, const double *years)
{
    json_t *out = json_object();
    bool whole = true;
    for (int y = 0; y < timeline->n_years && whole; y++) {
        char year[8];
        lac_financial_year_format(timeline->first_year + y, year);
        whole = set(out, year, json_real(years[y]));
    }
    if (!whole) {
        json_decref(out);
        return NULL;
    }
    return out;
}

/* The stages from the present one on, each with who controls it: when it begins, which is when the one before
 * has ended in half of such cases, and when it ends. NULL when there is no memory. */
static json_t *timeline_of(lac_arena *arena, const lac_timeline_case *one)
{
    json_t *out = json_array();
    lac_day begins = one->begun;
    bool whole = true;
    for (int i = one->stage; i < one->pathway->n_stages && whole; i++) {
        const lac_day *ends = one->ends[i - one->stage];
        json_t *object = json_object();
        whole = set_stage(object, arena, one->pathway, i) &&
                set(object, "begins", day_of(begins)) &&
                set(object, "ends_p05", day_of(ends[LAC_TIMELINE_P05])) &&
                set(object, "ends_p50", day_of(ends[LAC_TIMELINE_P50])) &&
                set(object, "ends_p95", day_of(ends[LAC_TIMELINE_P95]));
        whole = json_array_append_new(out, object) == 0 && whole;
        begins = ends[LAC_TIMELINE_P50];
    }
    if (!whole) {
        json_decref(out);
        return NULL;
    }
    return out;
}

static bool add_case(
    json_t *cases, lac_arena *arena, const lac_timeline *timeline, const lac_plan *plan, int c)
{
    const lac_timeline_case *one = &timeline->cases[c];
    const lac_tracker_row *row = &plan->tracker.rows[c];
    const lac_day *order = lac_timeline_order(one);
    json_t *object = json_object();
    const bool whole =
        set(object, "case", json_string(row->label)) &&
        set(object, "pathway", json_string(one->pathway->label.name)) &&
        set_stage(object, arena, one->pathway, one->of->stage) &&
        set(object, "state", json_string(one->waits ? "waiting" : "under way")) &&
        set(object, "stage_started", row->has_started ? day_of(row->started) : json_null()) &&
        set(object, "late", json_boolean(one->late)) &&
        set(object, "overdue", json_boolean(one->overdue)) &&
        set(object, "order_p05", day_of(order[LAC_TIMELINE_P05])) &&
        set(object, "order_p50", day_of(order[LAC_TIMELINE_P50])) &&
        set(object, "order_p95", day_of(order[LAC_TIMELINE_P95])) &&
        set(object, "probability", json_real(one->order)) &&
        set(object, "years", years_of(timeline, one->years)) &&
        set(object, "timeline", timeline_of(arena, one));
    return json_array_append_new(cases, object) == 0 && whole;
}

static bool add_stage(json_t *stages, lac_arena *arena, const lac_timeline *timeline,
    const lac_pathway *pathway, int stage)
{
    json_t *object = json_object();
    const bool whole =
        set(object, "pathway", json_string(pathway->label.name)) &&
        set_stage(object, arena, pathway, stage) &&
        set(object, "cases", json_integer(lac_timeline_count(timeline, pathway, stage))) &&
        set(object, "late", json_integer(lac_timeline_late(timeline, pathway, stage)));
    return json_array_append_new(stages, object) == 0 && whole;
}

int lac_case_answer_print(FILE *out, const lac_timeline *timeline, const lac_plan *plan)
{
    const lac_model *model = timeline->model;
    lac_arena arena = {0};
    json_t *cases = json_array();
    json_t *stages = json_array();
    json_t *orders = json_object();
    json_t *object = json_object();
    bool whole = true;
    for (int c = 0; c < timeline->n_cases && whole; c++) {
        whole = add_case(cases, &arena, timeline, plan, c);
    }
    for (int p = 0; p < model->n_pathways; p++) {
        for (int i = -1; i < model->pathways[p].n_stages && whole; i++) {
            whole = add_stage(stages, &arena, timeline, &model->pathways[p], i);
        }
    }
    whole = whole && set(orders, "under_way", years_of(timeline, timeline->years)) &&
            set(orders, "waiting", years_of(timeline, timeline->waiting_years)) &&
            set(object, "schema_version", json_integer(LAC_SCHEMA_VERSION)) &&
            set(object, "program", json_string(LAC_PROGRAM)) &&
            set(object, "version", json_string(LAC_VERSION)) &&
            set(object, "study", lac_json_text(plan->name)) &&
            set(object, "title", lac_json_text(plan->title)) &&
            set(object, "area", lac_json_text(plan->area)) &&
            set(object, "scenario", json_string(model->scenario_name)) &&
            set(object, "first_day", day_of(lac_day_of(model->start, 1))) &&
            set(object, "cases", json_incref(cases)) &&
            set(object, "stages", json_incref(stages)) &&
            set(object, "orders", json_incref(orders));
    char *text = whole ? json_dumps(object, JSON_INDENT(1)) : NULL;
    if (text != NULL) {
        fprintf(out, "%s\n", text);
    }
    free(text);
    json_decref(cases);
    json_decref(stages);
    json_decref(orders);
    json_decref(object);
    lac_arena_free(&arena);
    return text == NULL ? LAC_MEMORY : LAC_OK;
}

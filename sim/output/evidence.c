/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/evidence.h"

#include "base/text.h"
#include "output/assumptions.h"
#include "output/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    lac_csv *csv;
    lac_arena *arena;
    const lac_results *results;
    int status;
} writer;

static const char *number_text(writer *self, double value)
{
    char text[32];
    if (isnan(value)) {
        return "";
    }
    lac_number_format(value, text);
    return lac_arena_copy(self->arena, text);
}

/* The file and the line, and behind them what the row itself says of its source. */
static const char *source_text(writer *self, const lac_place *place, const char *source)
{
    const bool more = source != NULL && *source != '\0';
    const char *file = lac_wording_file(self->results->plan, place->file);
    return lac_arena_format(self->arena, "%s:%d%s%s", file == NULL ? "" : file, place->line,
        more ? ": " : "", more ? source : "");
}

static void put(writer *self, lac_assumption row)
{
    if (row.item == NULL || row.value == NULL || row.source == NULL || row.note == NULL) {
        self->status = LAC_MEMORY;
        return;
    }
    row.scenario = LAC_ALL_SCENARIOS;
    row.origin = LAC_ORIGIN_GIVEN;
    lac_assumption_put(self->csv, &row);
}

/* "ages 5 to 9; ", "ages 0; ", "ages from 16; "; "" for no band. A negative end is open. */
static const char *band_text(writer *self, const char *what, int from, int to)
{
    if (from < 0 && to < 0) {
        return "";
    }
    if (from < 0) {
        return lac_arena_format(self->arena, "%s up to %d; ", what, to);
    }
    if (to < 0) {
        return lac_arena_format(self->arena, "%s from %d; ", what, from);
    }
    return from == to ? lac_arena_format(self->arena, "%s %d; ", what, from)
                      : lac_arena_format(self->arena, "%s %d to %d; ", what, from, to);
}

/* Takes the "; " off the end of a note put together from pieces that each end with it. */
static const char *note_text(char *note)
{
    const size_t length = note == NULL ? 0 : strlen(note);
    if (length >= 2 && strcmp(note + length - 2, "; ") == 0) {
        note[length - 2] = '\0';
    }
    return note;
}

/* ---- rates ---- */

/* How the flow of a rates row is given in a scenario; LAC_BY_NOTHING when the model has no such. */
static lac_flow_form form_of(const lac_model *model, const lac_rate_row *row, const char *move)
{
    for (int i = 0; row->kind == LAC_FLOW_ADMISSIONS && i < model->n_streams; i++) {
        if (lac_name_equal(model->streams[i].label.name, row->name)) {
            return model->streams[i].form;
        }
    }
    for (int i = 0; row->kind == LAC_FLOW_EXIT && i < model->n_routes; i++) {
        if (lac_name_equal(model->routes[i].label.name, row->name)) {
            return model->routes[i].form;
        }
    }
    for (int i = 0; row->kind == LAC_FLOW_MOVE && i < model->n_moves; i++) {
        if (lac_name_equal(model->moves[i].label.name, move)) {
            return model->moves[i].form;
        }
    }
    return LAC_BY_NOTHING;
}

/* "replaced by the sheet in every scenario" or "... in A; B"; "" when the table holds everywhere. */
static char *replaced_text(writer *self, const lac_rate_row *row, const char *move)
{
    const lac_results *results = self->results;
    size_t replaced = 0;
    char *names = lac_arena_copy(self->arena, "");
    for (size_t s = 0; s < results->n_scenarios && names != NULL; s++) {
        const lac_flow_form form = form_of(&results->models[s], row, move);
        const bool returns =
            row->kind == LAC_FLOW_REENTRY &&
            lac_item_has(lac_plan_find(results->plan, LAC_SECTION_REENTRY, row->name),
                results->models[s].scenario, "rates");
        if (form == LAC_BY_COUNT || form == LAC_BY_RATE || returns) {
            names =
                lac_arena_format(self->arena, "%s%s; ", names, results->models[s].scenario_name);
            replaced++;
        }
    }
    if (names == NULL || replaced == 0) {
        return names;
    }
    return replaced == results->n_scenarios
               ? lac_arena_copy(self->arena, "replaced by the sheet in every scenario; ")
               : lac_arena_format(self->arena, "replaced by the sheet in %s", names);
}

/* "12 events in 34.5 child-years; " with the shrunken pair behind it where there is one. */
static const char *events_text(writer *self, const lac_rate_row *row)
{
    const char *events = number_text(self, row->events);
    const char *years = number_text(self, row->child_years);
    const char *post_events = number_text(self, row->post_events);
    const char *post_years = number_text(self, row->post_child_years);
    if (events == NULL || years == NULL || post_events == NULL || post_years == NULL) {
        return NULL;
    }
    char *text = lac_arena_copy(self->arena, "");
    if (text != NULL && *events != '\0' && *years != '\0') {
        text = lac_arena_format(self->arena, "%s events in %s child-years; ", events, years);
    }
    if (text != NULL && *post_events != '\0' && *post_years != '\0') {
        text = lac_arena_format(self->arena, "%sposterior %s events in %s child-years; ", text,
            post_events, post_years);
    }
    return text;
}

static void put_rate(writer *self, const lac_rate_row *row)
{
    static const char *const KINDS[] = {"admissions", "exit", "move", "reentry"};
    const bool move = row->kind == LAC_FLOW_MOVE;
    const bool any_placement = row->placement == NULL || move;
    const char *name =
        move ? lac_arena_format(self->arena, "%s > %s", row->name, row->to) : row->name;
    const char *ages = band_text(self, "ages", row->from_age, row->to_age);
    const char *months =
        band_text(self, row->kind == LAC_FLOW_REENTRY ? "months since the exit" : "months in care",
            row->from_months, row->to_months);
    const char *events = events_text(self, row);
    const char *replaced = name == NULL ? NULL : replaced_text(self, row, name);
    if (replaced == NULL || ages == NULL || months == NULL || events == NULL) {
        self->status = LAC_MEMORY;
        return;
    }
    put(self, (lac_assumption){.section = "rates",
                  .item = lac_arena_format(self->arena, "%s/%s", KINDS[row->kind], name),
                  .field = "rate",
                  .value = number_text(self, row->rate),
                  .unit = row->kind == LAC_FLOW_ADMISSIONS ? "children per year" : "per child-year",
                  .low = number_text(self, row->low),
                  .high = number_text(self, row->high),
                  .source = source_text(self, &row->place, row->source),
                  .note = note_text(lac_arena_format(self->arena, "%s%s%s%s%s%s%s", ages, months,
                      any_placement ? "" : "placement ", any_placement ? "" : row->placement,
                      any_placement ? "" : "; ", events, replaced))});
}

/* ---- the other tables ---- */

static void put_opening(writer *self, const lac_opening_row *row)
{
    const char *ages = row->from_months < 0
                           ? "age not known; "
                           : band_text(self, "age in months", row->from_months, row->to_months);
    const char *care = band_text(self, "months in care", row->months_in_care, row->months_in_care);
    if (ages == NULL || care == NULL) {
        self->status = LAC_MEMORY;
        return;
    }
    put(self, (lac_assumption){.section = "opening",
                  .item = row->placement == NULL ? "all" : row->placement,
                  .field = "children",
                  .value = number_text(self, row->children),
                  .unit = "children",
                  .source = source_text(self, &row->place, NULL),
                  .note = note_text(lac_arena_format(self->arena, "%s%s", ages, care))});
}

static void put_admission_age(writer *self, const lac_admission_age_row *row)
{
    const char *ages = band_text(self, "ages", row->from_age, row->to_age);
    const bool placements = self->results->models[0].n_placements > 0;
    if (ages == NULL) {
        self->status = LAC_MEMORY;
        return;
    }
    put(self, (lac_assumption){.section = "admission_ages",
                  .item = row->stream,
                  .field = "share",
                  .value = lac_wording_share(self->arena, row->share),
                  .unit = "%",
                  .source = source_text(self, &row->place, NULL),
                  .note = note_text(lac_arena_format(self->arena, "%s%s%s", ages,
                      row->placement != NULL ? "placement "
                      : placements           ? "placements as the opening children"
                                             : "",
                      row->placement != NULL ? row->placement : ""))});
}

static void put_population(
    writer *self, const char *section, lac_month month, double children, const lac_place *place)
{
    char from[8];
    lac_month_format(month, from);
    put(self, (lac_assumption){.section = section,
                  .item = "",
                  .field = strcmp(section, "history") == 0 ? "population" : "children",
                  .from = from,
                  .value = number_text(self, children),
                  .unit = "children",
                  .source = source_text(self, place, NULL),
                  .note = "aged 0 to 17"});
}

int lac_evidence_put(lac_csv *csv, lac_arena *arena, const lac_results *results)
{
    writer self = {csv, arena, results, LAC_OK};
    const lac_plan *plan = results->plan;
    for (size_t i = 0; i < plan->rates.n_rows && !csv->stopped; i++) {
        put_rate(&self, &plan->rates.rows[i]);
    }
    for (size_t i = 0; i < plan->opening.n_rows && !csv->stopped; i++) {
        put_opening(&self, &plan->opening.rows[i]);
    }
    for (size_t i = 0; i < plan->admission_ages.n_rows && !csv->stopped; i++) {
        put_admission_age(&self, &plan->admission_ages.rows[i]);
    }
    for (size_t i = 0; i < plan->population.n_rows && !csv->stopped; i++) {
        const lac_population_row *row = &plan->population.rows[i];
        put_population(&self, "population", row->month, row->children, &row->place);
    }
    for (size_t i = 0; i < plan->history.n_rows && !csv->stopped; i++) {
        const lac_history_row *row = &plan->history.rows[i];
        if (!isnan(row->population) && row->last < results->models[0].start) {
            put_population(&self, "history", row->last, row->population, &row->place);
        }
    }
    return self.status;
}

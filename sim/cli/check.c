/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/processors.h"
#include "cli/terminal.h"
#include "input/study.h"
#include "output/label.h"
#include "results/results.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_WIDTH = 15, LINE_WIDTH = 96 };

/* What is printed, from texts that live as long as it. */
typedef struct {
    lac_arena arena;
    bool failed; /* there was no memory for a text */
} page;

/* "label   text", the text broken where it must be. text may be longer than a line; NULL: no memory. */
static void put(page *self, const char *label, const char *text)
{
    const char *clean = text == NULL ? NULL : lac_label_clean(&self->arena, text);
    self->failed = self->failed || clean == NULL;
    const char *rest = clean == NULL ? "" : clean;
    for (size_t next = 0, first = 1; first == 1 || *rest != '\0'; first = 0) {
        const size_t length = lac_terminal_break(rest, LINE_WIDTH - LABEL_WIDTH, &next);
        printf("%-*s%.*s\n", (int)LABEL_WIDTH, first == 1 ? label : "", (int)length, rest);
        rest += next;
    }
}

/* Adds a name to a list "a; b"; NULL stays NULL. */
static char *add(page *self, char *list, const char *name, const char *detail)
{
    if (list == NULL) {
        return NULL;
    }
    return lac_arena_format(&self->arena, "%s%s%s%s%s%s", list, *list == '\0' ? "" : "; ", name,
        *detail == '\0' ? "" : " (", detail, *detail == '\0' ? "" : ")");
}

static const char *form_text(lac_flow_form form)
{
    static const char *const TEXTS[] = {"", "count", "rate", "rates table"};
    return TEXTS[form];
}

static void put_list(page *self, const char *label, const char *list)
{
    if (list == NULL || *list != '\0') {
        put(self, label, list);
    }
}

static void put_scenarios(page *self, const lac_plan *plan)
{
    char *list = lac_arena_copy(&self->arena, "");
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        list = add(self, list, plan->scenarios[s], s == 0 ? "the reference" : "");
    }
    put_list(self, "scenarios", list);
}

static void put_horizon(page *self, const lac_model *model)
{
    char start[8];
    char end[8];
    lac_month_format(model->start, start);
    lac_month_format(model->start + model->n_months - 1, end);
    put(self, "months",
        lac_arena_format(&self->arena, "%s to %s, %d months", start, end, model->n_months));
}

static void put_history(page *self, const lac_history *history)
{
    char first[8];
    char last[8];
    char *routes = lac_arena_copy(&self->arena, "");
    if (history->n_rows == 0) {
        put(self, "history", "none");
        return;
    }
    const lac_history_row *end = &history->rows[history->n_rows - 1];
    if (history->monthly) {
        lac_month_format(history->rows[0].first, first);
        lac_month_format(end->last, last);
    } else {
        lac_financial_year_format(lac_month_financial_year(history->rows[0].first), first);
        lac_financial_year_format(lac_month_financial_year(end->last), last);
    }
    for (size_t i = 0; i < history->n_routes; i++) {
        routes = add(self, routes, history->routes[i], "");
    }
    put(self, "history",
        lac_arena_format(&self->arena, "%s to %s, %zu %s", first, last, history->n_rows,
            history->monthly ? "months" : "financial years"));
    put_list(self, "  routes", routes);
}

static void put_opening(page *self, const lac_model *model)
{
    char number[32];
    char *list = lac_arena_copy(&self->arena, "");
    lac_whole_format(model->opening_children, true, number);
    put(self, "opening stock",
        lac_arena_format(&self->arena, "%s children, ages %s", number,
            model->grid.ages_known ? "known" : "not known"));
    for (int p = 0; p < model->n_placements; p++) {
        list = add(self, list, model->placements[p].name, "");
    }
    put_list(self, "placements", list);
}

static void put_flows(page *self, const lac_model *model)
{
    char *streams = lac_arena_copy(&self->arena, "");
    char *routes = lac_arena_copy(&self->arena, "");
    char *moves = lac_arena_copy(&self->arena, "");
    for (int i = 0; i < model->n_streams; i++) {
        streams =
            add(self, streams, model->streams[i].label.name, form_text(model->streams[i].form));
    }
    for (int i = 0; i < model->n_routes; i++) {
        routes = add(self, routes, model->routes[i].label.name,
            i == model->ageing_out ? "at the 18th birthday" : form_text(model->routes[i].form));
    }
    for (int i = 0; i < model->n_moves; i++) {
        moves = add(self, moves, model->moves[i].label.name, form_text(model->moves[i].form));
    }
    put_list(self, "admissions", streams);
    put_list(self, "exits", routes);
    put_list(self, "moves", moves);
}

/* Whether an intervention acts in a scenario. */
static bool is_active(const lac_plan_item *item, size_t scenario)
{
    const char *active = lac_item_text(item, scenario, "active");
    return active == NULL || lac_name_equal(active, "yes");
}

static void put_interventions(page *self, const lac_plan *plan)
{
    if (lac_plan_next(plan, LAC_SECTION_INTERVENTION, NULL) == NULL) {
        put(self, "interventions", "none");
        return;
    }
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        char *list = lac_arena_copy(&self->arena, "");
        for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, NULL);
             item != NULL; item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, item)) {
            if (is_active(item, s)) {
                const char *effect = lac_item_text(item, s, "effect");
                list = add(self, list, item->name, effect == NULL ? "" : effect);
            }
        }
        const char *line = list == NULL ? NULL
                                        : lac_arena_format(&self->arena, "%s: %s",
                                              plan->scenarios[s], *list == '\0' ? "none" : list);
        put(self, s == 0 ? "interventions" : "", line);
    }
}

static void put_inputs(page *self, const lac_plan *plan)
{
    for (size_t i = 0; i < plan->n_inputs; i++) {
        put(self, i == 0 ? "files" : "",
            lac_arena_format(
                &self->arena, "%s, %zu bytes", plan->inputs[i].name, plan->inputs[i].bytes));
    }
}

static int print_study(const lac_plan *plan, const lac_model *model)
{
    page self = {.failed = false};
    put(&self, "study", plan->name);
    put(&self, "title", plan->title);
    put_list(&self, "area", plan->area);
    put_list(&self, "author", plan->author);
    put_scenarios(&self, plan);
    put_horizon(&self, model);
    put_history(&self, &plan->history);
    put_opening(&self, model);
    put_flows(&self, model);
    put_interventions(&self, plan);
    put_inputs(&self, plan);
    lac_arena_free(&self.arena);
    return self.failed ? LAC_MEMORY : LAC_OK;
}

static int check(const char *path)
{
    lac_plan plan = {0};
    lac_results results = {0};
    lac_diagnostics diagnostics = {0};
    int status = lac_study_read(&plan, path, &diagnostics);
    if (status == LAC_OK) {
        results.n_threads = lac_processors();
        status = lac_results_check(&results, &plan, &diagnostics);
    }
    if (status == LAC_OK) {
        status = print_study(&plan, &results.models[0]);
    }
    lac_diagnostics_print(&diagnostics, LAC_NOTE, stderr);
    if (diagnostics.n_errors > 0) {
        fprintf(
            stderr, "%zu error%s\n", diagnostics.n_errors, diagnostics.n_errors == 1 ? "" : "s");
    } else if (status == LAC_OK) {
        printf("no errors, %zu warning%s\n", diagnostics.n_warnings,
            diagnostics.n_warnings == 1 ? "" : "s");
    }
    lac_results_free(&results);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
    return status;
}

int lac_command_check(int argc, char *const *argv)
{
    const char *path = NULL;
    const int status = lac_argument_read(&path, "STUDY.csv",
        "Read a study and every table it names, say what they hold and what is wrong; run nothing "
        "and write nothing.",
        argc, argv);
    if (status != LAC_OK) {
        return status == LAC_OPTIONS_DONE ? LAC_OK : status;
    }
    return check(path);
}

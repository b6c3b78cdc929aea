/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/processors.h"
#include "cli/terminal.h"
#include "input/study.h"
#include "output/label.h"
#include "results/results.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_WIDTH = 15, LINE_WIDTH = 96 };

/* "label   text", the text broken where it must be. text may be longer than a line. */
static void put(lac_arena *arena, const char *label, const char *text)
{
    const char *clean = text == NULL ? NULL : lac_label_clean(arena, text);
    const char *rest = clean == NULL ? "" : clean;
    for (size_t next = 0, first = 1; first == 1 || *rest != '\0'; first = 0) {
        const size_t length = lac_terminal_break(rest, LINE_WIDTH - LABEL_WIDTH, &next);
        printf("%-*s%.*s\n", (int)LABEL_WIDTH, first == 1 ? label : "", (int)length, rest);
        rest += next;
    }
}

/* Adds a name to a list "a; b"; NULL stays NULL. */
static char *add(lac_arena *arena, char *list, const char *name, const char *detail)
{
    if (list == NULL) {
        return NULL;
    }
    return lac_arena_format(arena, "%s%s%s%s%s%s", list, *list == '\0' ? "" : "; ", name,
        *detail == '\0' ? "" : " (", detail, *detail == '\0' ? "" : ")");
}

static const char *form_text(lac_flow_form form)
{
    static const char *const TEXTS[] = {"", "count", "rate", "rates table"};
    return TEXTS[form];
}

static void put_list(lac_arena *arena, const char *label, const char *list)
{
    if (list != NULL && *list != '\0') {
        put(arena, label, list);
    }
}

static void put_scenarios(lac_arena *arena, const lac_plan *plan)
{
    char *list = lac_arena_copy(arena, "");
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        list = add(arena, list, plan->scenarios[s], s == 0 ? "the reference" : "");
    }
    put_list(arena, "scenarios", list);
}

static void put_horizon(lac_arena *arena, const lac_model *model)
{
    char start[8];
    char end[8];
    lac_month_format(model->start, start);
    lac_month_format(model->start + model->n_months - 1, end);
    put(arena, "months",
        lac_arena_format(arena, "%s to %s, %d months", start, end, model->n_months));
}

static void put_history(lac_arena *arena, const lac_history *history)
{
    char first[8];
    char last[8];
    char *routes = lac_arena_copy(arena, "");
    if (history->n_rows == 0) {
        put(arena, "history", "none");
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
        routes = add(arena, routes, history->routes[i], "");
    }
    put(arena, "history",
        lac_arena_format(arena, "%s to %s, %zu %s", first, last, history->n_rows,
            history->monthly ? "months" : "financial years"));
    put_list(arena, "  routes", routes);
}

static void put_opening(lac_arena *arena, const lac_model *model)
{
    char number[32];
    char *list = lac_arena_copy(arena, "");
    lac_whole_format(model->opening_children, true, number);
    put(arena, "opening stock",
        lac_arena_format(
            arena, "%s children, ages %s", number, model->grid.ages_known ? "known" : "not known"));
    for (int p = 0; p < model->n_placements; p++) {
        list = add(arena, list, model->placements[p].name, "");
    }
    put_list(arena, "placements", list);
}

static void put_flows(lac_arena *arena, const lac_model *model)
{
    char *streams = lac_arena_copy(arena, "");
    char *routes = lac_arena_copy(arena, "");
    char *moves = lac_arena_copy(arena, "");
    for (int i = 0; i < model->n_streams; i++) {
        streams =
            add(arena, streams, model->streams[i].label.name, form_text(model->streams[i].form));
    }
    for (int i = 0; i < model->n_routes; i++) {
        routes = add(arena, routes, model->routes[i].label.name,
            i == model->ageing_out ? "at the 18th birthday" : form_text(model->routes[i].form));
    }
    for (int i = 0; i < model->n_moves; i++) {
        moves = add(arena, moves, model->moves[i].label.name, form_text(model->moves[i].form));
    }
    put_list(arena, "admissions", streams);
    put_list(arena, "exits", routes);
    put_list(arena, "moves", moves);
}

/* Whether an intervention acts in a scenario. */
static bool is_active(const lac_plan_item *item, size_t scenario)
{
    const char *active = lac_item_text(item, scenario, "active");
    return active == NULL || lac_name_equal(active, "yes");
}

static void put_interventions(lac_arena *arena, const lac_plan *plan)
{
    if (lac_plan_next(plan, LAC_SECTION_INTERVENTION, NULL) == NULL) {
        put(arena, "interventions", "none");
        return;
    }
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        char *list = lac_arena_copy(arena, "");
        for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, NULL);
             item != NULL; item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, item)) {
            if (is_active(item, s)) {
                const char *effect = lac_item_text(item, s, "effect");
                list = add(arena, list, item->name, effect == NULL ? "" : effect);
            }
        }
        const char *line = list == NULL ? NULL
                                        : lac_arena_format(arena, "%s: %s", plan->scenarios[s],
                                              *list == '\0' ? "none" : list);
        put(arena, s == 0 ? "interventions" : "", line);
    }
}

static void put_inputs(lac_arena *arena, const lac_plan *plan)
{
    for (size_t i = 0; i < plan->n_inputs; i++) {
        put(arena, i == 0 ? "files" : "",
            lac_arena_format(arena, "%s, %zu bytes", plan->inputs[i].name, plan->inputs[i].bytes));
    }
}

static void print_study(const lac_plan *plan, const lac_model *model)
{
    lac_arena arena = {0};
    put(&arena, "study", plan->name);
    put(&arena, "title", plan->title);
    put_list(&arena, "area", plan->area);
    put_list(&arena, "author", plan->author);
    put_scenarios(&arena, plan);
    put_horizon(&arena, model);
    put_history(&arena, &plan->history);
    put_opening(&arena, model);
    put_flows(&arena, model);
    put_interventions(&arena, plan);
    put_inputs(&arena, plan);
    lac_arena_free(&arena);
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
        print_study(&plan, &results.models[0]);
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

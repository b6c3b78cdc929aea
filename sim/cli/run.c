/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "base/version.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/processors.h"
#include "cli/progress.h"
#include "cli/record.h"
#include "cli/scenario.h"
#include "cli/seed.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "input/study.h"
#include "output/charts.h"
#include "output/files.h"
#include "output/folder.h"
#include "results/results.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    lac_record record;
    lac_run_options options;
    lac_plan plan;
    lac_results results;
    lac_diagnostics study;  /* what was said of the study and its numbers */
    lac_diagnostics output; /* of the files and charts */
    lac_folder folder;
    const char *target;
    lac_arena arena;
} job;

/* ---- reading and running ---- */

/* The wanted scenarios in the order of the sheet, the reference first; NULL for all. */
static int choose_scenarios(job *self, size_t **wanted, size_t *n)
{
    const lac_plan *plan = &self->plan;
    *wanted = NULL;
    *n = 0;
    if (self->options.n_scenarios == 0) {
        return LAC_OK;
    }
    bool *chosen = lac_arena_alloc(&self->arena, plan->n_scenarios, sizeof *chosen);
    *wanted = lac_arena_alloc(&self->arena, plan->n_scenarios, sizeof **wanted);
    if (chosen == NULL || *wanted == NULL) {
        return LAC_MEMORY;
    }
    chosen[0] = true;
    for (size_t i = 0; i < self->options.n_scenarios; i++) {
        size_t s = 0;
        if (!lac_scenario_find(&s, plan, "run", self->options.scenarios[i])) {
            return LAC_USAGE;
        }
        chosen[s] = true;
    }
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        if (chosen[s]) {
            (*wanted)[(*n)++] = s;
        }
    }
    return LAC_OK;
}

/* How to simulate. A seed that was not given is chosen. */
static void set_replicates(job *self, lac_progress *progress)
{
    const lac_run_options *options = &self->options;
    lac_replicates_options *out = &self->results.replicates;
    if (!options->stochastic) {
        return;
    }
    *out = (lac_replicates_options){.n = options->replicates,
        .seed = options->has_seed ? options->seed : lac_seed_choose(),
        .layers = options->layers};
    if (!options->quiet) {
        lac_progress_begin(progress);
        out->progress = lac_progress_show;
        out->context = progress;
    }
}

/* Everything up to the numbers; says what is to be said of the study. */
static int work_out(job *self)
{
    size_t *wanted = NULL;
    size_t n = 0;
    int status = lac_study_read(&self->plan, self->options.study, &self->study);
    if (status == LAC_OK) {
        status = choose_scenarios(self, &wanted, &n);
    }
    if (status == LAC_OK) {
        lac_progress progress;
        self->results.interrupted = lac_interrupted;
        self->results.n_threads =
            self->options.threads > 0 ? self->options.threads : lac_processors();
        set_replicates(self, &progress);
        status = lac_results_run(&self->results, &self->plan, wanted, n, &self->study);
        if (self->options.stochastic && !self->options.quiet) {
            lac_terminal_progress_end();
        }
    }
    if (status == LAC_OK && self->options.stochastic && !self->options.has_seed &&
        !self->options.quiet) {
        fprintf(stderr, "seed %" PRIu64 ": the same numbers again with --seed %" PRIu64 "\n",
            self->results.seed, self->results.seed);
    }
    if (status == LAC_INTERRUPTED) {
        fprintf(stderr, "interrupted; nothing was written\n");
    }
    lac_diagnostics_print(&self->study, self->options.quiet ? LAC_ERROR : LAC_NOTE, stderr);
    if (self->study.n_errors > 0) {
        fprintf(stderr, "%zu error%s; nothing was run\n", self->study.n_errors,
            self->study.n_errors == 1 ? "" : "s");
    }
    return status;
}

/* ---- writing ---- */

static int print_answer(job *self)
{
    const int status = self->options.json
                           ? lac_answer_print(stdout, &self->results, self->target)
                           : lac_summary_print(stdout, &self->results, lac_terminal_styled(stdout));
    return status == LAC_OK ? lac_terminal_flush() : status;
}

/* Draws the charts into the folder's own folder charts. LAC_CHARTS when pictures are missing. */
static int draw_charts(job *self)
{
    const lac_plot_options options = {
        .titles = !self->options.no_titles, .limits = {.interrupted = lac_interrupted}};
    const char *charts = NULL;
    int status = lac_record_charts(&charts, &self->arena, self->folder.path, &self->output);
    if (status != LAC_OK) {
        return status;
    }
    if (!self->options.quiet) {
        lac_terminal_progress("drawing the charts ...");
    }
    status = lac_charts_write(&self->results, charts, &options, &self->output);
    if (!self->options.quiet) {
        lac_terminal_progress_end();
    }
    return status;
}

static int write_manifest(job *self, bool charts)
{
    const lac_diagnostics *const lists[] = {&self->study, &self->output};
    return lac_record_write(
        &self->record, &self->results, NULL, charts, lists, 2, self->folder.path, &self->output);
}

static int interrupted_or(int status)
{
    return status == LAC_OK && lac_interrupted(NULL) ? LAC_INTERRUPTED : status;
}

/* Fills the temporary folder and gives it its name. LAC_CHARTS when only the pictures failed. */
static int write_files(job *self)
{
    int charts = LAC_OK;
    int status = lac_files_write(&self->results, self->folder.path, &self->output);
    if (status == LAC_OK) {
        status = lac_files_names(
            &self->results, &self->arena, &self->folder.synced, &self->folder.n_synced);
    }
    status = interrupted_or(status);
    if (status == LAC_OK && !self->options.no_charts) {
        charts = draw_charts(self);
        status = charts == LAC_CHARTS ? LAC_OK : charts == LAC_USAGE ? LAC_INTERNAL : charts;
    }
    if (status == LAC_OK) {
        status = write_manifest(self, !self->options.no_charts);
    }
    status = interrupted_or(status);
    if (status == LAC_OK) {
        status = lac_folder_finish(&self->folder, &self->output);
    }
    return status == LAC_OK ? charts : status;
}

static int answer(job *self)
{
    const char *name = self->options.folder;
    self->target = name != NULL ? name : lac_arena_format(&self->arena, "out/%s", self->plan.name);
    if (self->target == NULL) {
        return LAC_MEMORY;
    }
    int status = lac_folder_begin(&self->folder, self->target, self->options.force, &self->output);
    status = interrupted_or(status);
    if (status == LAC_OK) {
        status = print_answer(self);
    }
    status = interrupted_or(status);
    if (status == LAC_OK) {
        status = write_files(self);
    }
    lac_folder_abandon(&self->folder);
    lac_diagnostics_print(&self->output, self->options.quiet ? LAC_ERROR : LAC_NOTE, stderr);
    if (status == LAC_OK || status == LAC_CHARTS) {
        if (!self->options.quiet) {
            fprintf(stderr, "written: %s\n", self->target);
        }
    } else {
        fprintf(stderr, "%s\n",
            status == LAC_INTERRUPTED ? "interrupted; nothing was written" : "nothing was written");
    }
    return status;
}

int lac_command_run(int argc, char *const *argv)
{
    job self = {.record = lac_record_begin(argc, argv)};
    int status = lac_run_options_read(&self.options, argc, argv);
    if (status == LAC_OK) {
        status = work_out(&self);
        status = status == LAC_OK ? answer(&self) : status;
    } else if (status == LAC_OPTIONS_DONE) {
        status = LAC_OK;
    }
    lac_results_free(&self.results);
    lac_plan_free(&self.plan);
    lac_diagnostics_free(&self.study);
    lac_diagnostics_free(&self.output);
    lac_run_options_free(&self.options);
    lac_arena_free(&self.arena);
    return status;
}

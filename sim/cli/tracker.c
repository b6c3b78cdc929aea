/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/case_page.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/processors.h"
#include "cli/record.h"
#include "cli/scenario.h"
#include "cli/terminal.h"
#include "input/study.h"
#include "output/case_tables.h"
#include "output/folder.h"
#include "output/tracker_chart.h"
#include "results/results.h"
#include "results/timeline.h"

#include <stdio.h>

typedef struct {
    lac_record record;
    lac_tracker_options options;
    lac_plan plan;
    lac_results results; /* only the models */
    size_t scenario;
    lac_timeline timeline;
    lac_diagnostics study;  /* what was said of the study and its cases */
    lac_diagnostics output; /* of the files and the chart */
    lac_folder folder;
    lac_arena arena;
} job;

/* Everything up to the numbers; says what is to be said of the study. */
static int work_out(job *self)
{
    const lac_tracker_options *options = &self->options;
    int status = lac_study_read_cases(&self->plan, options->study, options->cases, &self->study);
    if (status == LAC_OK && options->scenario != NULL &&
        !lac_scenario_find(&self->scenario, &self->plan, "tracker", options->scenario)) {
        status = LAC_USAGE;
    }
    if (status == LAC_OK) {
        self->results.interrupted = lac_interrupted;
        self->results.n_threads = lac_processors();
        status = lac_results_check(&self->results, &self->plan, &self->study);
    }
    if (status == LAC_OK) {
        status = lac_timeline_make(&self->timeline, &self->results.models[self->scenario]);
    }
    lac_diagnostics_print(&self->study, options->quiet ? LAC_ERROR : LAC_NOTE, stderr);
    if (self->study.n_errors > 0) {
        fprintf(stderr, "%zu error%s; nothing was worked out\n", self->study.n_errors,
            self->study.n_errors == 1 ? "" : "s");
    }
    return status;
}

static int print_answer(const job *self)
{
    const int status = self->options.json
                           ? lac_case_answer_print(stdout, &self->timeline, &self->plan)
                           : lac_case_page_print(
                                 stdout, &self->timeline, &self->plan, lac_terminal_styled(stdout));
    return status == LAC_OK ? lac_terminal_flush() : status;
}

/* Draws the timeline into the folder's own folder charts. LAC_CHARTS when pictures are missing. */
static int draw_timeline(job *self)
{
    const lac_plot_options options = {.titles = true, .limits = {.interrupted = lac_interrupted}};
    const char *charts = NULL;
    int status = lac_record_charts(&charts, &self->arena, self->folder.path, &self->output);
    if (status != LAC_OK) {
        return status;
    }
    if (!self->options.quiet) {
        lac_terminal_progress("drawing the chart ...");
    }
    status = lac_tracker_chart_write(&self->timeline, &self->plan, charts, &options, &self->output);
    if (!self->options.quiet) {
        lac_terminal_progress_end();
    }
    return status;
}

static int write_manifest(job *self)
{
    const lac_diagnostics *const lists[] = {&self->study, &self->output};
    const lac_results used = {
        .plan = &self->plan, .models = &self->results.models[self->scenario], .n_scenarios = 1};
    const bool drawn = !self->options.no_charts;
    return lac_record_write(
        &self->record, &used, "tracker", drawn, lists, 2, self->folder.path, &self->output);
}

static int interrupted_or(int status)
{
    return status == LAC_OK && lac_interrupted(NULL) ? LAC_INTERRUPTED : status;
}

/* Prints, and fills the temporary folder and gives it its name. */
static int write_folder(job *self)
{
    const lac_tracker_options *options = &self->options;
    int charts = LAC_OK;
    int status = lac_folder_begin(&self->folder, options->folder, options->force, &self->output);
    status = interrupted_or(status);
    if (status == LAC_OK) {
        status = print_answer(self);
    }
    if (status == LAC_OK) {
        status =
            lac_case_tables_write(&self->timeline, &self->plan, self->folder.path, &self->output);
    }
    status = interrupted_or(status);
    if (status == LAC_OK && !options->no_charts) {
        charts = draw_timeline(self);
        status = charts == LAC_CHARTS ? LAC_OK : charts;
    }
    if (status == LAC_OK) {
        status = write_manifest(self);
    }
    status = interrupted_or(status);
    if (status == LAC_OK) {
        status = lac_folder_finish(&self->folder, &self->output);
    }
    lac_folder_abandon(&self->folder);
    lac_diagnostics_print(&self->output, options->quiet ? LAC_ERROR : LAC_NOTE, stderr);
    if (status != LAC_OK) {
        fprintf(stderr, "%s\n",
            status == LAC_INTERRUPTED ? "interrupted; nothing was written" : "nothing was written");
    } else if (!options->quiet) {
        fprintf(stderr, "written: %s\n", options->folder);
    }
    return status == LAC_OK ? charts : status;
}

int lac_command_tracker(int argc, char *const *argv)
{
    job self = {.record = lac_record_begin(argc, argv)};
    int status = lac_tracker_options_read(&self.options, argc, argv);
    if (status == LAC_OK) {
        status = work_out(&self);
        if (status == LAC_OK) {
            status = self.options.folder == NULL ? print_answer(&self) : write_folder(&self);
        }
    } else if (status == LAC_OPTIONS_DONE) {
        status = LAC_OK;
    }
    lac_timeline_free(&self.timeline);
    lac_results_free(&self.results);
    lac_plan_free(&self.plan);
    lac_diagnostics_free(&self.study);
    lac_diagnostics_free(&self.output);
    lac_arena_free(&self.arena);
    return status;
}

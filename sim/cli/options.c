/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include "base/ensemble.h"
#include "base/version.h"
#include "model/unknown.h"
#include "results/results.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_HELP = 'h',
    KEY_USAGE = 256,
    KEY_FORCE,
    KEY_SCENARIO,
    KEY_NO_CHARTS,
    KEY_TITLES,
    KEY_JSON,
    KEY_STOCHASTIC,
    KEY_SEED,
    KEY_UNCERTAINTY,
    KEY_STUDY,
    KEY_NOT_BUILT /* and above: options of the contract that later versions have */
};

/* argp stops at the first error code that a parser returns: this one is not an error. */
enum { STOP_AFTER_HELP = ECANCELED };

/* ---- shared ---- */

static error_t print_help(const struct argp_state *state, unsigned flags)
{
    argp_state_help(state, stdout, flags);
    return STOP_AFTER_HELP;
}

/* Calls argp without letting it end the program. */
static int parse(const struct argp *argp, int argc, char *const *argv, void *input)
{
    char name[64];
    const int n = argc - 1;
    char **arguments = calloc((size_t)n + 1, sizeof *arguments);
    if (arguments == NULL) {
        return LAC_MEMORY;
    }
    snprintf(name, sizeof name, LAC_PROGRAM " %s", argv[1]);
    arguments[0] = name;
    for (int i = 1; i < n; i++) {
        arguments[i] = argv[i + 1];
    }
    const error_t error = argp_parse(argp, n, arguments, ARGP_NO_EXIT | ARGP_NO_HELP, NULL, input);
    free(arguments);
    return error == 0                 ? LAC_OK
           : error == STOP_AFTER_HELP ? LAC_OPTIONS_DONE
           : error == ENOMEM          ? LAC_MEMORY
                                      : LAC_USAGE;
}

#define HELP_OPTIONS                                                                               \
    {"help", KEY_HELP, NULL, 0, "Give this help", -1},                                             \
    {                                                                                              \
        "usage", KEY_USAGE, NULL, OPTION_HIDDEN, NULL, -1                                          \
    }

/* ---- lacflow run ---- */

static const struct argp_option RUN_OPTIONS[] = {
    {"output", 'o', "DIR", 0, "Folder to write (default: out/ and the name of the study)", 0},
    {"force", KEY_FORCE, NULL, 0, "Replace the folder if it holds results of " LAC_PROGRAM, 0},
    {"stochastic", KEY_STOCHASTIC, NULL, 0,
        "Simulate whole children and give every number its range; without it numbers are expected "
        "values",
        0},
    {NULL, 'n', "N", 0, "With --stochastic: simulations, 1 to 1,000,000 (default: 10,000)", 0},
    {"seed", KEY_SEED, "N", 0,
        "With --stochastic: 0 to 2^64 - 1; the same seed gives the same numbers (default: one is "
        "chosen and told)",
        0},
    {NULL, 'j', "THREADS", 0,
        "With --stochastic: threads, 1 to 256, which do not change the numbers (default: as many "
        "as "
        "processors)",
        0},
    {"uncertainty", KEY_UNCERTAINTY, "LAYERS", 0,
        "With --stochastic: what the ranges contain: process (chance), parameter (rates not known "
        "exactly), drift (years differ), assumption (low and high), with commas between them; or "
        "none (default: all four, but for those that the study switches off)",
        0},
    {"scenario", KEY_SCENARIO, "NAME", 0, "Only this scenario and the reference; may be repeated",
        0},
    {"no-charts", KEY_NO_CHARTS, NULL, 0, "Write no charts", 0},
    {"titles", KEY_TITLES, "on|off", 0,
        "Title, subtitle and source inside the charts (default: on)", 0},
    {"json", KEY_JSON, NULL, 0, "Print the answer as JSON instead of a table", 0},
    {"quiet", 'q', NULL, 0, "Print no warnings, notes and progress", 0},
    {"publish", KEY_NOT_BUILT, "5|10", OPTION_HIDDEN, NULL, 0},
    HELP_OPTIONS,
    {0},
};

static error_t set_once(
    const struct argp_state *state, const char **out, const char *value, const char *message)
{
    if (*out != NULL) {
        argp_error(state, "%s", message);
        return EINVAL;
    }
    *out = value;
    return 0;
}

/* A whole number of digits alone, from least to most; told otherwise. */
static error_t parse_count(const struct argp_state *state, const char *name, const char *text,
    uint64_t least, uint64_t most, uint64_t *out)
{
    char *end = NULL;
    const size_t digits = strspn(text, "0123456789");
    errno = 0;
    *out = strtoull(text, &end, 10);
    if (digits == 0 || text[digits] != '\0' || errno != 0 || *out < least || *out > most) {
        argp_error(state, "%s is a whole number from %" PRIu64 " to %" PRIu64 ", not \"%s\"", name,
            least, most, text);
        return EINVAL;
    }
    return 0;
}

/* Layers with commas between them, each once; told otherwise. */
static error_t parse_layers(const struct argp_state *state, const char *text, unsigned *out)
{
    if (!lac_layers_parse(text, out)) {
        argp_error(state,
            "--uncertainty is none, or some of process,parameter,drift,assumption, not \"%s\"",
            text);
        return EINVAL;
    }
    int names = 1;
    int layers = 0;
    for (const char *at = text; *at != '\0'; at++) {
        names += *at == ',';
    }
    for (unsigned left = *out; left != 0; left &= left - 1) {
        layers++;
    }
    if (*out != 0 && layers != names) {
        argp_error(state, "--uncertainty names a layer twice in \"%s\"", text);
        return EINVAL;
    }
    return 0;
}

/* The options that only a stochastic run has; each once. */
static error_t parse_stochastic(
    lac_run_options *self, int key, const char *argument, const struct argp_state *state)
{
    static const struct {
        int key;
        const char *name;
        uint64_t least;
        uint64_t most;
    } OPTIONS[] = {{'n', "-n", 1, LAC_MAX_REPLICATES}, {KEY_SEED, "--seed", 0, UINT64_MAX},
        {'j', "-j", 1, LAC_MAX_THREADS}, {KEY_UNCERTAINTY, "--uncertainty", 0, 0}};
    uint64_t value = 0;
    size_t i = 0;
    while (OPTIONS[i].key != key) {
        i++;
    }
    if ((self->given & 1U << i) != 0) {
        argp_error(state, "%s is given twice", OPTIONS[i].name);
        return EINVAL;
    }
    self->given |= 1U << i;
    if (self->needs_stochastic == NULL) {
        self->needs_stochastic = OPTIONS[i].name;
    }
    if (key == KEY_UNCERTAINTY) {
        return parse_layers(state, argument, &self->layers);
    }
    const error_t error =
        parse_count(state, OPTIONS[i].name, argument, OPTIONS[i].least, OPTIONS[i].most, &value);
    if (key == 'n') {
        self->replicates = (size_t)value;
    } else if (key == 'j') {
        self->threads = (int)value;
    } else {
        self->seed = value;
        self->has_seed = true;
    }
    return error;
}

static error_t parse_run(int key, char *argument, struct argp_state *state)
{
    lac_run_options *self = state->input;
    switch (key) {
    case KEY_HELP:
        return print_help(state, ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC);
    case KEY_USAGE:
        return print_help(state, ARGP_HELP_USAGE);
    case 'o':
        return set_once(state, &self->folder, argument, "-o is given twice");
    case KEY_FORCE:
        self->force = true;
        return 0;
    case KEY_SCENARIO:
        self->scenarios[self->n_scenarios++] = argument;
        return 0;
    case KEY_NO_CHARTS:
        self->no_charts = true;
        return 0;
    case KEY_TITLES:
        self->no_titles = strcmp(argument, "off") == 0;
        if (!self->no_titles && strcmp(argument, "on") != 0) {
            argp_error(state, "--titles is on or off, not \"%s\"", argument);
            return EINVAL;
        }
        return 0;
    case KEY_JSON:
        self->json = true;
        return 0;
    case 'q':
        self->quiet = true;
        return 0;
    case KEY_STOCHASTIC:
        self->stochastic = true;
        return 0;
    case 'n':
    case 'j':
    case KEY_SEED:
    case KEY_UNCERTAINTY:
        return parse_stochastic(self, key, argument, state);
    case KEY_NOT_BUILT:
        argp_error(state, "--publish is not built yet in this version");
        return EINVAL;
    case ARGP_KEY_ARG:
        return set_once(state, &self->study, argument, "name one study sheet, not several");
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "name a study sheet");
        return EINVAL;
    case ARGP_KEY_END:
        if (self->needs_stochastic != NULL && !self->stochastic) {
            argp_error(state, "%s needs --stochastic", self->needs_stochastic);
            return EINVAL;
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int lac_run_options_read(lac_run_options *out, int argc, char *const *argv)
{
    static const struct argp RUN = {RUN_OPTIONS, parse_run, "STUDY.csv",
        "Read a study, print its forecast and write tables and charts.\v"
        "The first scenario of the sheet is the reference and is always run.\n\n"
        "Exit status: 0 fine, 2 wrong use, 3 invalid input, 4 could not read or write, 6 the "
        "charts "
        "failed but the numbers are complete, 130 interrupted.",
        NULL, NULL, NULL};
    memset(out, 0, sizeof *out);
    out->replicates = LAC_DEFAULT_REPLICATES;
    out->layers = LAC_LAYERS_ALL;
    out->scenarios = calloc((size_t)argc + 1, sizeof *out->scenarios);
    return out->scenarios == NULL ? LAC_MEMORY : parse(&RUN, argc, argv, out);
}

void lac_run_options_free(lac_run_options *self)
{
    free(self->scenarios);
    memset(self, 0, sizeof *self);
}

/* ---- lacflow tracker ---- */

static const struct argp_option TRACKER_OPTIONS[] = {
    {"study", KEY_STUDY, "STUDY.csv", 0,
        "The sheet with the pathways, their interventions and the opening children (required)", 0},
    {"scenario", KEY_SCENARIO, "NAME", 0,
        "Take the numbers of this scenario (default: the first, the reference)", 0},
    {"output", 'o', "DIR", 0, "Folder to write (default: none is written)", 0},
    {"force", KEY_FORCE, NULL, 0, "With -o: replace the folder if it holds results of " LAC_PROGRAM,
        0},
    {"no-charts", KEY_NO_CHARTS, NULL, 0, "With -o: write no chart", 0},
    {"json", KEY_JSON, NULL, 0, "Print the answer as JSON instead of tables", 0},
    {"quiet", 'q', NULL, 0, "Print no warnings, notes and progress", 0},
    HELP_OPTIONS,
    {0},
};

static error_t end_tracker(const lac_tracker_options *self, const struct argp_state *state)
{
    if (self->study == NULL) {
        argp_error(state, "--study is missing: name the sheet with the pathways");
        return EINVAL;
    }
    if (self->folder == NULL && (self->force || self->no_charts)) {
        argp_error(state, "%s needs -o", self->force ? "--force" : "--no-charts");
        return EINVAL;
    }
    return 0;
}

static error_t parse_tracker(int key, char *argument, struct argp_state *state)
{
    lac_tracker_options *self = state->input;
    switch (key) {
    case KEY_HELP:
        return print_help(state, ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC);
    case KEY_USAGE:
        return print_help(state, ARGP_HELP_USAGE);
    case KEY_STUDY:
        return set_once(state, &self->study, argument, "--study is given twice");
    case KEY_SCENARIO:
        return set_once(state, &self->scenario, argument, "--scenario is given twice");
    case 'o':
        return set_once(state, &self->folder, argument, "-o is given twice");
    case KEY_FORCE:
        self->force = true;
        return 0;
    case KEY_NO_CHARTS:
        self->no_charts = true;
        return 0;
    case KEY_JSON:
        self->json = true;
        return 0;
    case 'q':
        self->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        return set_once(state, &self->cases, argument, "name one table of cases, not several");
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "name a table of cases");
        return EINVAL;
    case ARGP_KEY_SUCCESS:
        return end_tracker(self, state);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int lac_tracker_options_read(lac_tracker_options *out, int argc, char *const *argv)
{
    static const struct argp TRACKER = {TRACKER_OPTIONS, parse_tracker,
        "CASES.csv --study STUDY.csv",
        "When do the cases on a pathway come to their order? Reads a table of cases (case, "
        "pathway, "
        "stage, stage_started; no names) and works out for each the month of its order and how "
        "likely "
        "it is in each financial year.\v"
        "The day of the answer is the first day of the study. The table stands in the place of the "
        "tracker that the sheet may name.\n\n"
        "Exit status: 0 fine, 2 wrong use, 3 invalid input, 4 could not read or write, 6 the chart "
        "failed but the numbers are complete, 130 interrupted.",
        NULL, NULL, NULL};
    memset(out, 0, sizeof *out);
    return parse(&TRACKER, argc, argv, out);
}

/* ---- commands without options ---- */

static const struct argp_option NO_OPTIONS[] = {HELP_OPTIONS, {0}};

typedef struct {
    const char **out; /* NULL for a command without an argument */
    const char *argument;
} one_argument;

static error_t parse_one(int key, char *argument, struct argp_state *state)
{
    const one_argument *self = state->input;
    switch (key) {
    case KEY_HELP:
        return print_help(state, ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC);
    case KEY_USAGE:
        return print_help(state, ARGP_HELP_USAGE);
    case ARGP_KEY_ARG:
        if (self->argument == NULL) {
            argp_error(state, "takes no argument, but \"%s\" is given", argument);
            return EINVAL;
        }
        return set_once(state, self->out, argument, "takes one argument, not several");
    case ARGP_KEY_NO_ARGS:
        if (self->argument != NULL) {
            argp_error(state, "%s is missing", self->argument);
            return EINVAL;
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int lac_argument_read(
    const char **out, const char *argument, const char *help, int argc, char *const *argv)
{
    const struct argp argp = {NO_OPTIONS, parse_one, argument, help, NULL, NULL, NULL};
    const char *ignored = NULL;
    one_argument input = {out == NULL ? &ignored : out, argument};
    *input.out = NULL;
    return parse(&argp, argc, argv, &input);
}

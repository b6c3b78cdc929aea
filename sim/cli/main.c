/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "base/version.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"

#include <gsl/gsl_errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *name;
    int (*call)(int argc, char *const *argv); /* NULL: not built yet */
    const char *arguments;
    const char *help;
} command;

static const command COMMANDS[] = {
    {"run", lac_command_run, "STUDY.csv", "forecast, tables and charts"},
    {"check", lac_command_check, "STUDY.csv", "read a study, say what it holds, run nothing"},
    {"tracker", lac_command_tracker, "CASES.csv",
        "when cases on a pathway come to their order (needs --study)"},
    {"schema", lac_command_schema, "", "every section and field of a study sheet"},
    {"new", lac_command_new, "NAME", "write a first study to fill in"},
    {"doctor", lac_command_doctor, "", "what works on this machine"},
    {"report", NULL, NULL, NULL},
    {"calibrate", NULL, NULL, NULL},
    {"backtest", NULL, NULL, NULL},
    {"synth", NULL, NULL, NULL},
    {"funnel", NULL, NULL, NULL},
    {"seek", NULL, NULL, NULL},
    {"sensitivity", NULL, NULL, NULL},
};
enum { N_COMMANDS = sizeof COMMANDS / sizeof COMMANDS[0] };

static void print_help(FILE *out)
{
    fputs("Usage: " LAC_PROGRAM " COMMAND ...\n"
          "Forecast children looked after, by which route they leave, and what that costs.\n\n",
        out);
    for (int i = 0; i < N_COMMANDS; i++) {
        if (COMMANDS[i].call != NULL) {
            char line[32];
            snprintf(line, sizeof line, "%s %s", COMMANDS[i].name, COMMANDS[i].arguments);
            fprintf(out, "  " LAC_PROGRAM " %-17s  %s\n", line, COMMANDS[i].help);
        }
    }
    fputs("\n`" LAC_PROGRAM " COMMAND --help' gives the options of a command, `" LAC_PROGRAM
          " --version' the version.\n",
        out);
}

static int refuse_unknown(const char *name)
{
    const char *nearest = NULL;
    size_t distance = 3;
    for (int i = 0; i < N_COMMANDS; i++) {
        const size_t here = lac_edit_distance(name, COMMANDS[i].name, 2);
        if (here < distance) {
            distance = here;
            nearest = COMMANDS[i].name;
        }
    }
    fprintf(stderr, LAC_PROGRAM ": there is no command \"%s\"", name);
    if (nearest != NULL) {
        fprintf(stderr, "; did you mean %s?", nearest);
    }
    fputs("\nTry `" LAC_PROGRAM " --help' for the commands.\n", stderr);
    return LAC_USAGE;
}

static int dispatch(int argc, char *const *argv)
{
    if (argc < 2) {
        print_help(stderr);
        return LAC_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return LAC_OK;
    }
    if (strcmp(name, "--version") == 0) {
        puts(LAC_PROGRAM " " LAC_VERSION);
        return LAC_OK;
    }
    for (int i = 0; i < N_COMMANDS; i++) {
        if (strcmp(name, COMMANDS[i].name) != 0) {
            continue;
        }
        if (COMMANDS[i].call == NULL) {
            fprintf(stderr, LAC_PROGRAM ": %s is not built yet in this version\n", name);
            return LAC_USAGE;
        }
        return COMMANDS[i].call(argc, argv);
    }
    return refuse_unknown(name);
}

int main(int argc, char **argv)
{
    lac_terminal_open_standard();
    (void)setlocale(LC_CTYPE, ""); /* never LC_NUMERIC: numbers have a decimal point everywhere */
    lac_interrupt_watch();
    (void)gsl_set_error_handler_off(); /* it would end the program */
    int status = dispatch(argc, argv);
    if (status == LAC_MEMORY || status == LAC_INTERNAL) {
        fprintf(stderr, LAC_PROGRAM ": %s\n", lac_status_text(status));
    }
    const int flushed = status == LAC_IO ? LAC_OK : lac_terminal_flush();
    return lac_status_exit_code(status == LAC_OK ? flushed : status);
}

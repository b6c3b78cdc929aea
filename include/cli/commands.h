/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_COMMANDS_H
#define LAC_CLI_COMMANDS_H

#include "base/status.h"

/* The commands, each in a file of its name. argv is the whole command line, argv[1] the command. They
 * print their answer on standard output and everything else on standard error, and return a status. */
int lac_command_run(int argc, char *const *argv) LAC_CHECKED;
int lac_command_tracker(int argc, char *const *argv) LAC_CHECKED;
int lac_command_check(int argc, char *const *argv) LAC_CHECKED;
int lac_command_schema(int argc, char *const *argv) LAC_CHECKED;
int lac_command_new(int argc, char *const *argv) LAC_CHECKED;
int lac_command_doctor(int argc, char *const *argv) LAC_CHECKED;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/version.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "output/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <gsl/gsl_version.h>
#include <langinfo.h>
#include <locale.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { TRIAL_BYTES = 1024 * 1024 };

static void say(const char *verdict, const char *text)
{
    printf("%-8s %s\n", verdict, text);
}

/* ---- libraries ---- */

static void check_gsl(void)
{
    char text[100];
    snprintf(text, sizeof text, "GSL %s", gsl_version);
    say("ok", text);
}

/* ---- charts ---- */

/* Whether gnuplot is there and knows both kinds of picture. */
static bool check_gnuplot(void)
{
    const char *const arguments[] = {"-e", "set terminal pngcairo; set terminal svg", NULL};
    char said[LAC_GNUPLOT_SAID];
    lac_gnuplot_outcome outcome = LAC_GNUPLOT_MISSING;
    if (lac_gnuplot_version(&outcome, said) != LAC_OK) {
        say("missing", outcome == LAC_GNUPLOT_MISSING
                           ? "gnuplot: charts cannot be drawn; install gnuplot-nox"
                           : "gnuplot does not start: charts cannot be drawn");
        return false;
    }
    say("ok", said);
    if (lac_gnuplot_run(arguments, NULL, &outcome, said) != LAC_OK) {
        say("missing", "gnuplot cannot draw PNG (pngcairo) or SVG: install gnuplot-nox");
        return false;
    }
    say("ok", "gnuplot draws PNG and SVG");
    return true;
}

/* The family that fontconfig takes for Liberation Sans; false without fc-match. */
static bool match_font(char *out, size_t size)
{
    char program[] = "fc-match";
    char format[] = "--format=%{family[0]}";
    char font[] = "Liberation Sans";
    char *arguments[] = {program, format, font, NULL};
    int ends[2];
    pid_t child = -1;
    size_t used = 0;
    ssize_t got = 0;
    int state = 1;
    posix_spawn_file_actions_t actions;
    if (pipe(ends) != 0) {
        return false;
    }
    bool started = posix_spawn_file_actions_init(&actions) == 0;
    if (started) {
        started = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) == 0 &&
                  posix_spawn_file_actions_addclose(&actions, ends[0]) == 0 &&
                  posix_spawnp(&child, program, &actions, NULL, arguments, environ) == 0;
        (void)posix_spawn_file_actions_destroy(&actions);
    }
    (void)close(ends[1]);
    while (started && used < size - 1 && (got = read(ends[0], out + used, size - 1 - used)) > 0) {
        used += (size_t)got;
    }
    out[used] = '\0';
    (void)close(ends[0]);
    while (started && waitpid(child, &state, 0) < 0 && errno == EINTR) {
    }
    return started && WIFEXITED(state) && WEXITSTATUS(state) == 0;
}

static void check_font(void)
{
    char family[128];
    if (!match_font(family, sizeof family)) {
        say("unknown", "font Liberation Sans: fc-match (package fontconfig) is not there to ask");
    } else if (strcmp(family, "Liberation Sans") == 0) {
        say("ok", "font Liberation Sans");
    } else {
        char text[200];
        snprintf(text, sizeof text,
            "font Liberation Sans: charts use %s instead; install fonts-liberation", family);
        say("missing", text);
    }
}

/* ---- the machine ---- */

static void check_locale(void)
{
    char text[200];
    const char *locale = setlocale(LC_CTYPE, NULL);
    const bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    snprintf(text, sizeof text, "locale %s%s", locale == NULL ? "unknown" : locale,
        utf8 ? "" : ": names with accents may look wrong here; files are UTF-8 all the same");
    say(utf8 ? "ok" : "note", text);
}

/* Writes and syncs TRIAL_BYTES at file; 0 or an errno. */
static int try_writing(int file)
{
    static const char zeros[4096];
    for (size_t done = 0; done < TRIAL_BYTES; done += sizeof zeros) {
        const ssize_t written = write(file, zeros, sizeof zeros);
        if (written != (ssize_t)sizeof zeros) {
            return written < 0 ? errno : ENOSPC;
        }
    }
    return fsync(file) == 0 ? 0 : errno;
}

static void check_folder(void)
{
    char name[] = "./.lacflow-doctor-XXXXXX";
    char text[200];
    int error = 0;
    const int file = mkstemp(name);
    if (file < 0) {
        error = errno;
    } else {
        (void)unlink(name);
        error = try_writing(file);
        (void)close(file);
    }
    if (error == 0) {
        say("ok", "the current folder can be written, with room for 1 MB");
    } else {
        snprintf(text, sizeof text, "the current folder cannot be written: %s", strerror(error));
        say("missing", text);
    }
}

int lac_command_doctor(int argc, char *const *argv)
{
    const int status = lac_argument_read(NULL, NULL,
        "Say what works on this machine. Exit status 5 if charts could not be drawn.", argc, argv);
    if (status != LAC_OK) {
        return status == LAC_OPTIONS_DONE ? LAC_OK : status;
    }
    say("ok", LAC_PROGRAM " " LAC_VERSION);
    check_gsl();
    const bool charts = check_gnuplot();
    check_font();
    check_locale();
    check_folder();
    return charts ? LAC_OK : LAC_CHECK;
}

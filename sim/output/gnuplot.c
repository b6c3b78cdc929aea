/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/gnuplot.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { TICK_MILLISECONDS = 100, EXIT_NOT_FOUND = 127 };

static long milliseconds(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Moves a descriptor above the standard three and closes it on exec. Returns it, or -1. */
static int raise_descriptor(int fd)
{
    int raised = fcntl(fd, F_DUPFD_CLOEXEC, 3);

    (void)close(fd);
    return raised;
}

/* A pipe whose ends are above 2 and closed on exec. Returns 0 or -1. */
static int open_pipe(int ends[2])
{
    int raw[2];

    if (pipe(raw) != 0) {
        return -1;
    }
    ends[0] = raise_descriptor(raw[0]);
    ends[1] = raise_descriptor(raw[1]);
    if (ends[0] < 0 || ends[1] < 0) {
        for (int i = 0; i < 2; i++) {
            if (ends[i] >= 0) {
                (void)close(ends[i]);
            }
        }
        return -1;
    }
    return 0;
}

/* Our environment, but in UTF-8: the templates are, and in another locale gnuplot warns about signs it
 * does not even draw. The array is malloc'd, its texts are not; NULL when there is no memory. */
static char **utf8_environment(void)
{
    static char utf8[] = "LC_ALL=C.UTF-8";
    size_t n = 0;
    while (environ[n] != NULL) {
        n++;
    }
    char **out = malloc((n + 2) * sizeof *out);
    size_t used = 0;
    for (size_t i = 0; out != NULL && i < n; i++) {
        if (strncmp(environ[i], "LC_ALL=", 7) != 0) {
            out[used++] = environ[i];
        }
    }
    if (out != NULL) {
        out[used++] = utf8;
        out[used] = NULL;
    }
    return out;
}

/* Starts gnuplot with its output going to fd. Returns 0 or an errno. */
static int start(const char *const *arguments, int fd, pid_t *child)
{
    enum { MAX_ARGUMENTS = 8 };
    char name[] = "gnuplot";
    char quiet[] = "-d"; /* no gnuplotrc */
    char *argv[MAX_ARGUMENTS + 3] = {name, quiet};
    size_t n = 2;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    sigset_t none;
    int error;

    for (; *arguments != NULL; arguments++) {
        assert(n < MAX_ARGUMENTS + 2);
        /* posix_spawn takes char *const[] for historical reasons and changes nothing. */
        memcpy(&argv[n++], arguments, sizeof argv[0]);
    }
    error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        return error;
    }
    error = posix_spawnattr_init(&attributes);
    if (error != 0) {
        (void)posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    (void)sigemptyset(&none);
    (void)sigemptyset(&defaults);
    (void)sigaddset(&defaults, SIGINT);
    (void)sigaddset(&defaults, SIGTERM);
    (void)sigaddset(&defaults, SIGPIPE);
    if ((error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)) == 0 &&
        (error = posix_spawn_file_actions_adddup2(&actions, fd, 1)) == 0 &&
        (error = posix_spawn_file_actions_adddup2(&actions, fd, 2)) == 0 &&
        (error = posix_spawnattr_setsigdefault(&attributes, &defaults)) == 0 &&
        (error = posix_spawnattr_setsigmask(&attributes, &none)) == 0 &&
        (error = posix_spawnattr_setflags(
             &attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))) == 0) {
        char **variables = utf8_environment();
        error = variables == NULL
                    ? ENOMEM
                    : posix_spawnp(child, name, &actions, &attributes, argv, variables);
        free(variables);
    }
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Reads what is there, keeping the beginning. Returns false at the end of the stream. */
static bool collect(int fd, char said[LAC_GNUPLOT_SAID], size_t *used)
{
    char buffer[1024];
    ssize_t got = read(fd, buffer, sizeof buffer);

    if (got < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    if (got > 0) {
        size_t room = LAC_GNUPLOT_SAID - 1 - *used;
        size_t kept = (size_t)got < room ? (size_t)got : room;

        memcpy(said + *used, buffer, kept);
        *used += kept;
    }
    return got > 0;
}

/* Waits for the child to end by itself, for its time to run out or for the caller's interruption;
 * in the last two cases it is killed. Returns LAC_OK with its wait status, LAC_CHARTS when out of
 * time, LAC_INTERRUPTED or LAC_IO. */
static int attend(pid_t child, int fd, const lac_gnuplot_limits *limits, char *said, int *state)
{
    const int seconds = limits->seconds > 0 ? limits->seconds : LAC_GNUPLOT_SECONDS;
    const long deadline = milliseconds() + 1000L * seconds;
    bool open = true;
    size_t used = 0;
    int rc = LAC_OK;

    for (;;) {
        struct pollfd item = {.fd = open ? fd : -1, .events = POLLIN};
        /* With the stream at its end the process soon is: look again soon. */
        int ready = poll(&item, 1, open ? TICK_MILLISECONDS : 2);
        pid_t ended;

        if (ready > 0) {
            open = collect(fd, said, &used);
        }
        ended = waitpid(child, state, WNOHANG);
        if (ended == child) {
            break;
        }
        if (ended < 0 && errno != EINTR) {
            return LAC_IO;
        }
        if (rc == LAC_OK) {
            if (limits->interrupted != NULL && limits->interrupted(limits->context)) {
                rc = LAC_INTERRUPTED;
            } else if (milliseconds() >= deadline) {
                rc = LAC_CHARTS;
            }
            if (rc != LAC_OK) {
                (void)kill(child, SIGKILL);
            }
        }
    }
    for (;;) {
        struct pollfd item = {.fd = fd, .events = POLLIN};

        if (!open || poll(&item, 1, 0) <= 0) {
            break;
        }
        open = collect(fd, said, &used);
    }
    said[used] = '\0';
    return rc;
}

int lac_gnuplot_run(const char *const *arguments, const lac_gnuplot_limits *limits,
    lac_gnuplot_outcome *outcome, char said[LAC_GNUPLOT_SAID])
{
    const lac_gnuplot_limits usual = {0};
    int ends[2];
    pid_t child = -1;
    int state = 0;
    int error;
    int rc;

    said[0] = '\0';
    *outcome = LAC_GNUPLOT_FAILED;
    if (open_pipe(ends) != 0) {
        return LAC_IO;
    }
    error = start(arguments, ends[1], &child);
    (void)close(ends[1]);
    if (error != 0) {
        (void)close(ends[0]);
        if (error == ENOENT || error == ENOTDIR || error == EACCES) {
            *outcome = LAC_GNUPLOT_MISSING;
            return LAC_CHARTS;
        }
        errno = error;
        return error == ENOMEM ? LAC_MEMORY : LAC_IO;
    }
    rc = attend(child, ends[0], limits == NULL ? &usual : limits, said, &state);
    (void)close(ends[0]);
    if (rc == LAC_CHARTS) {
        *outcome = LAC_GNUPLOT_SLOW;
    }
    if (rc != LAC_OK) {
        return rc;
    }
    if (WIFSIGNALED(state) && WTERMSIG(state) == SIGINT) {
        return LAC_INTERRUPTED;
    }
    if (WIFEXITED(state) && WEXITSTATUS(state) == EXIT_NOT_FOUND) {
        *outcome = LAC_GNUPLOT_MISSING;
    }
    if (!WIFEXITED(state) || WEXITSTATUS(state) != 0) {
        return LAC_CHARTS;
    }
    *outcome = LAC_GNUPLOT_DONE;
    return LAC_OK;
}

int lac_gnuplot_version(lac_gnuplot_outcome *outcome, char said[LAC_GNUPLOT_SAID])
{
    const char *const arguments[] = {"--version", NULL};
    int rc = lac_gnuplot_run(arguments, NULL, outcome, said);

    said[strcspn(said, "\r\n")] = '\0';
    return rc;
}

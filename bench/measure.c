/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usage: measure RUNS COMMAND [ARGUMENT]... runs a command again and again, its output thrown away, and
 * prints "WALL CPU PEAK": the medians of wall and processor time in milliseconds, and the largest resident
 * memory in kilobytes. Status 1 when the command fails. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_RUNS = 1000 };

static double now(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) {
        return 0;
    }
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double cpu_of_children(long *peak)
{
    struct rusage usage;
    if (getrusage(RUSAGE_CHILDREN, &usage) != 0) {
        return 0;
    }
    *peak = usage.ru_maxrss;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

/* Runs the command once; 0 when it ends well. */
static int run(char *const *command)
{
    int status = 0;
    const pid_t child = fork();
    if (child < 0) {
        return -1;
    }
    if (child == 0) {
        const int nowhere = open("/dev/null", O_WRONLY);
        if (nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0) {
            execvp(command[0], command);
        }
        _exit(127);
    }
    if (waitpid(child, &status, 0) != child) {
        return -1;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, compare);
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

int main(int n_arguments, char **arguments)
{
    static double wall[MOST_RUNS];
    static double cpu[MOST_RUNS];
    long peak = 0;
    const int runs = n_arguments < 3 ? 0 : (int)strtol(arguments[1], NULL, 10);
    if (runs < 1 || runs > MOST_RUNS) {
        fputs("usage: measure RUNS COMMAND [ARGUMENT]...\n", stderr);
        return 2;
    }
    for (int i = 0; i < runs; i++) {
        const double cpu_before = cpu_of_children(&peak);
        const double before = now();
        if (run(arguments + 2) != 0) {
            fprintf(stderr, "measure: %s failed\n", arguments[2]);
            return 1;
        }
        wall[i] = now() - before;
        cpu[i] = cpu_of_children(&peak) - cpu_before;
    }
    printf("%.1f %.1f %ld\n", median(wall, runs), median(cpu, runs), peak);
    return 0;
}

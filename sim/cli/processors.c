/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For sched_getaffinity: a container or taskset may allow fewer than there are. */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
#include "cli/processors.h"

#include "base/ensemble.h"

#include <sched.h>
#include <unistd.h>

int lac_processors(void)
{
    cpu_set_t allowed;
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
        n = CPU_COUNT(&allowed);
    }
    return n < 1 ? 1 : n > LAC_MAX_THREADS ? LAC_MAX_THREADS : (int)n;
}

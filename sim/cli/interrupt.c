/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

/* What the handler sets and any thread may look at. */
static atomic_bool flag;
_Static_assert(ATOMIC_BOOL_LOCK_FREE == 2, "a handler may only touch what has no lock");

static void on_signal(int number)
{
    (void)number;
    flag = true;
}

static void watch(int number)
{
    struct sigaction before;
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    (void)sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
        (void)sigaction(number, &action, NULL);
    }
}

void lac_interrupt_watch(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    watch(SIGINT);
    watch(SIGTERM);
    (void)sigaction(SIGPIPE, &ignore, NULL);
}

bool lac_interrupted(void *context)
{
    (void)context;
    return flag;
}

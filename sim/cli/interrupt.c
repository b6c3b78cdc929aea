/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

/* The one thing a handler may touch. */
static volatile sig_atomic_t flag;

static void on_signal(int number)
{
    (void)number;
    flag = 1;
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
    return flag != 0;
}

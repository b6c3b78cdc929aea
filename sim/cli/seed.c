/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/seed.h"

#include <sys/random.h>
#include <time.h>
#include <unistd.h>

uint64_t lac_seed_choose(void)
{
    uint32_t seed = 0;
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed) {
        struct timespec now = {0};
        (void)clock_gettime(CLOCK_REALTIME, &now);
        uint64_t mixed = (uint64_t)now.tv_sec * 1000000007U ^ (uint64_t)now.tv_nsec << 20 ^
                         (uint64_t)getpid() << 40;
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        seed = (uint32_t)(mixed >> 32);
    }
    return seed;
}

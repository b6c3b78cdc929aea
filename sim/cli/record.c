/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/record.h"

#include "output/gnuplot.h"
#include "output/manifest.h"

#include <csv.h>
#include <errno.h>
#include <gnu/libc-version.h>
#include <gsl/gsl_version.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistring/version.h>

lac_record lac_record_begin(int argc, char *const *argv)
{
    lac_record out = {.argc = argc, .argv = argv, .started = time(NULL)};
    (void)clock_gettime(CLOCK_MONOTONIC, &out.clock);
    return out;
}

int lac_record_write(const lac_record *self, const lac_results *results, const char *engine,
    bool drawn, const lac_diagnostics *const *lists, size_t n_lists, const char *folder,
    lac_diagnostics *diagnostics)
{
    char csv[32];
    char unistring[32];
    char gnuplot[LAC_GNUPLOT_SAID];
    lac_gnuplot_outcome outcome = LAC_GNUPLOT_MISSING;
    struct timespec now = self->clock;
    const int asked = drawn ? lac_gnuplot_version(&outcome, gnuplot) : LAC_CHARTS;
    if (asked == LAC_MEMORY) {
        return LAC_MEMORY;
    }
    snprintf(csv, sizeof csv, "%d.%d.%d", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
    snprintf(unistring, sizeof unistring, "%d.%d", _libunistring_version >> 16 & 0xFF,
        _libunistring_version >> 8 & 0xFF);
    const lac_library libraries[] = {{"libcsv", csv}, {"libunistring", unistring},
        {"glibc", gnu_get_libc_version()}, {"gsl", gsl_version}, {"gnuplot", gnuplot}};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    const lac_manifest manifest = {.results = results,
        .engine = engine,
        .lists = lists,
        .n_lists = n_lists,
        .arguments = self->argv + 1,
        .n_arguments = (size_t)self->argc - 1,
        .libraries = libraries,
        .n_libraries = asked == LAC_OK ? 5 : 4,
        .started = self->started,
        .seconds = (double)(now.tv_sec - self->clock.tv_sec) +
                   (double)(now.tv_nsec - self->clock.tv_nsec) / 1e9};
    return lac_manifest_write(&manifest, folder, diagnostics);
}

int lac_record_charts(
    const char **out, lac_arena *arena, const char *folder, lac_diagnostics *diagnostics)
{
    *out = lac_arena_format(arena, "%s/charts", folder);
    if (*out == NULL) {
        return LAC_MEMORY;
    }
    if (mkdir(*out, 0777) != 0) {
        const lac_place place = {.file = *out};
        lac_diagnostics_add(
            diagnostics, LAC_ERROR, &place, NULL, "the folder cannot be made: %s", strerror(errno));
        return LAC_IO;
    }
    return LAC_OK;
}

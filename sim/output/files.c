/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/files.h"

#include "base/ensemble.h"
#include "output/assumptions.h"
#include "output/tables.h"

typedef int (*writer)(const lac_results *results, const char *folder, lac_diagnostics *diagnostics);

static const writer WRITERS[] = {lac_tables_write, lac_assumptions_write};
enum { N_WRITERS = sizeof WRITERS / sizeof WRITERS[0] };

/* Each has its own list of messages; they are told in the order of the writers. */
typedef struct {
    const lac_results *results;
    const char *folder;
    lac_diagnostics diagnostics[N_WRITERS];
} files;

static int write_file(void *files_, size_t i, int thread)
{
    files *self = files_;
    (void)thread;
    return WRITERS[i](self->results, self->folder, &self->diagnostics[i]);
}

int lac_files_write(const lac_results *results, const char *folder, lac_diagnostics *diagnostics)
{
    files self = {.results = results, .folder = folder};
    const lac_ensemble ensemble = {.work = write_file, .context = &self};
    const int status = lac_ensemble_run(&ensemble, N_WRITERS, results->n_threads);
    for (size_t i = 0; i < N_WRITERS; i++) {
        lac_diagnostics_append(diagnostics, &self.diagnostics[i]);
        lac_diagnostics_free(&self.diagnostics[i]);
    }
    return status;
}

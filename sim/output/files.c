/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/files.h"

#include "base/ensemble.h"
#include "output/assumptions.h"
#include "output/tables.h"

#include <stdlib.h>

/* Each file has its own list of messages; they are told in this order: the first table, which takes
 * longest, assumptions.csv, the other tables. */
typedef struct {
    const lac_results *results;
    const char *folder;
    lac_diagnostics *diagnostics;
} files;

static int write_file(void *files_, size_t i, int thread)
{
    const files *self = files_;
    lac_diagnostics *diagnostics = &self->diagnostics[i];
    (void)thread;
    return i == 1 ? lac_assumptions_write(self->results, self->folder, diagnostics)
                  : lac_table_write(self->results, i == 0 ? 0 : i - 1, self->folder, diagnostics);
}

int lac_files_write(const lac_results *results, const char *folder, lac_diagnostics *diagnostics)
{
    const size_t n = lac_tables_count(results) + 1;
    files self = {results, folder, calloc(n, sizeof *self.diagnostics)};
    const lac_ensemble ensemble = {.work = write_file, .context = &self};
    if (self.diagnostics == NULL) {
        return LAC_MEMORY;
    }
    const int status = lac_ensemble_run(&ensemble, n, results->n_threads);
    for (size_t i = 0; i < n; i++) {
        lac_diagnostics_append(diagnostics, &self.diagnostics[i]);
        lac_diagnostics_free(&self.diagnostics[i]);
    }
    free(self.diagnostics);
    return status;
}

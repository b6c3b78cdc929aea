/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/files.h"

#include "base/ensemble.h"
#include "output/assumptions.h"
#include "output/tables.h"

#include <stdlib.h>

/* The jobs, in the order in which they begin: the pieces of forecast_monthly.csv, which take longest; then
 * assumptions.csv and the other tables, one job each. Each job has its own list of messages, and they are
 * told in this order. */
typedef struct {
    const lac_results *results;
    const char *folder;
    lac_diagnostics *diagnostics;
    size_t n_pieces;
    lac_csv monthly;
    lac_csv *pieces; /* those that are ready, but wait for one before them */
    bool *ready;
    size_t written; /* pieces; this and the three above are under the lock */
    lac_lock *lock;
} files;

/* Writes those pieces whose turn has come; returns whether they were the last. */
static bool take_piece(files *self, size_t i, lac_csv piece)
{
    lac_lock_take(self->lock);
    self->pieces[i] = piece;
    self->ready[i] = true;
    while (self->written < self->n_pieces && self->ready[self->written]) {
        lac_csv_take(&self->monthly, &self->pieces[self->written++]);
    }
    const bool last = self->written == self->n_pieces;
    lac_lock_give(self->lock);
    return last;
}

static int write_piece(files *self, size_t i)
{
    const lac_results *results = self->results;
    lac_csv piece = {0};
    if (lac_csv_open_piece(&piece) != LAC_OK) {
        return LAC_MEMORY;
    }
    lac_csv_watch(&piece, results->interrupted, results->context);
    lac_monthly_put(&piece, results, i);
    return take_piece(self, i, piece) ? lac_csv_close(&self->monthly, &self->diagnostics[i])
                                      : LAC_OK;
}

static int write_file(void *files_, size_t i, int thread)
{
    files *self = files_;
    lac_diagnostics *diagnostics = &self->diagnostics[i];
    (void)thread;
    if (i < self->n_pieces) {
        return write_piece(self, i);
    }
    const size_t file = i - self->n_pieces;
    return file == 0 ? lac_assumptions_write(self->results, self->folder, diagnostics)
                     : lac_table_write(self->results, file, self->folder, diagnostics);
}

static int write_all(files *self, size_t n, lac_diagnostics *diagnostics)
{
    lac_arena arena = {0};
    const lac_results *results = self->results;
    const lac_ensemble ensemble = {.work = write_file,
        .context = self,
        .interrupted = results->interrupted,
        .caller = results->context};
    const char *path = lac_arena_format(&arena, "%s/%s", self->folder, lac_table_name(results, 0));
    int status = path == NULL ? LAC_MEMORY : lac_csv_open(&self->monthly, path, diagnostics);
    if (status == LAC_OK) {
        status = lac_ensemble_run(&ensemble, n, results->n_threads);
        /* open still when a piece is missing: the status says why */
        const int closed = lac_csv_close(&self->monthly, diagnostics);
        status = status == LAC_OK ? closed : status;
    }
    lac_arena_free(&arena);
    return status;
}

int lac_files_write(const lac_results *results, const char *folder, lac_diagnostics *diagnostics)
{
    const size_t n_pieces = lac_monthly_pieces(results);
    const size_t n = n_pieces + lac_tables_count(results); /* assumptions for the first table */
    files self = {.results = results,
        .folder = folder,
        .diagnostics = calloc(n, sizeof *self.diagnostics),
        .n_pieces = n_pieces,
        .pieces = calloc(n_pieces, sizeof *self.pieces),
        .ready = calloc(n_pieces, sizeof *self.ready),
        .lock = lac_lock_make()};
    int status =
        self.diagnostics == NULL || self.pieces == NULL || self.ready == NULL || self.lock == NULL
            ? LAC_MEMORY
            : write_all(&self, n, diagnostics);
    for (size_t i = 0; i < n && self.diagnostics != NULL; i++) {
        lac_diagnostics_append(diagnostics, &self.diagnostics[i]);
        lac_diagnostics_free(&self.diagnostics[i]);
    }
    for (size_t i = 0; i < n_pieces && self.pieces != NULL; i++) {
        (void)!lac_csv_close(&self.pieces[i], diagnostics);
    }
    free(self.diagnostics);
    free(self.pieces);
    free(self.ready);
    lac_lock_free(self.lock);
    return status;
}

int lac_files_names(const lac_results *results, lac_arena *arena, const char ***names, size_t *n)
{
    const size_t n_tables = lac_tables_count(results);
    const char **out = lac_arena_alloc(arena, n_tables + 1, sizeof *out);
    if (out == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i <= n_tables; i++) {
        out[i] = i < n_tables ? lac_table_name(results, i) : LAC_ASSUMPTIONS_NAME;
    }
    *names = out;
    *n = n_tables + 1;
    return LAC_OK;
}

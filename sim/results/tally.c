/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/tally.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Series are added a tile at a time, so that what is read of the values is read in whole cache lines and
 * a histogram is looked at for many replicates in a row. */
enum { TILE_SERIES = 32, TILE_VALUES = 64 };

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 wide_square;

/* The edge at or below value of bins of that width which begin at origin. */
static int64_t edge_below(int64_t origin, int shift, int64_t value)
{
    const uint64_t width = UINT64_C(1) << shift;
    if (value >= origin) {
        return origin + (int64_t)(((uint64_t)(value - origin) >> shift) << shift);
    }
    const uint64_t bins = ((uint64_t)(origin - value) + width - 1) >> shift;
    return origin - (int64_t)(bins << shift);
}

/* How many bins the values need. */
static uint64_t bins_between(int64_t origin, int shift, int64_t least, int64_t most)
{
    return ((uint64_t)(most - edge_below(origin, shift, least)) >> shift) + 1;
}

static bool within_limit(int64_t least, int64_t most)
{
    return least >= -LAC_TALLY_LIMIT && most <= LAC_TALLY_LIMIT;
}

/* Gives the series bins for least .. most, and slack more of them on either side; what is counted already
 * goes over. */
static int make_bins(lac_tally_series *self, int shift, uint64_t slack)
{
    const uint64_t needed = bins_between(self->origin, shift, self->least, self->most);
    const uint64_t n_bins = needed + 2 * slack;
    const int64_t first = edge_below(self->origin, shift, self->least) - (int64_t)(slack << shift);
    uint32_t *counts = calloc((size_t)n_bins, sizeof *counts);
    if (counts == NULL) {
        return LAC_MEMORY;
    }
    for (uint32_t i = 0; i < self->n_bins; i++) {
        if (self->counts[i] > 0) {
            const int64_t edge = self->first + (int64_t)((uint64_t)i << self->shift);
            counts[(uint64_t)(edge - first) >> shift] += self->counts[i];
        }
    }
    free(self->counts);
    self->counts = counts;
    self->n_bins = (uint32_t)n_bins;
    self->first = first;
    self->shift = shift;
    return LAC_OK;
}

/* Makes sure that least .. most have bins. How wide they are follows from the least and the most value alone,
 * not from the order in which values came: room that happens to be there does not keep them narrow. */
static int make_room(lac_tally_series *self, int64_t least, int64_t most)
{
    if (least >= self->least && most <= self->most) {
        return LAC_OK;
    }
    self->least = least < self->least ? least : self->least;
    self->most = most > self->most ? most : self->most;
    int shift = self->shift;
    while (bins_between(self->origin, shift, self->least, self->most) > LAC_TALLY_MOST) {
        shift++;
    }
    if (shift == self->shift && self->least >= self->first &&
        (uint64_t)(self->most - self->first) >> shift < self->n_bins) {
        return LAC_OK;
    }
    return make_bins(
        self, shift, bins_between(self->origin, shift, self->least, self->most) / 16 + 2);
}

static int begin_series(lac_tally_series *self, const int64_t *values, size_t n, size_t stride)
{
    self->least = self->most = values[0];
    for (size_t i = 1; i < n; i++) {
        const int64_t value = values[i * stride];
        self->least = value < self->least ? value : self->least;
        self->most = value > self->most ? value : self->most;
    }
    if (!within_limit(self->least, self->most)) {
        return LAC_INPUT;
    }
    self->origin = self->least;
    const uint64_t span = (uint64_t)(self->most - self->least);
    int shift = 0;
    while (span > LAC_TALLY_EXACT && span >> shift >= LAC_TALLY_BINS) {
        shift++;
    }
    return make_bins(
        self, shift, bins_between(self->origin, shift, self->least, self->most) / 2 + 2);
}

int lac_tally_begin(
    lac_tally *self, size_t n_series, const int64_t *values, size_t n_values, size_t stride)
{
    *self = (lac_tally){.n_series = n_series, .series = calloc(n_series + 1, sizeof *self->series)};
    int status = self->series == NULL ? LAC_MEMORY : LAC_OK;
    for (size_t i = 0; i < n_series && status == LAC_OK; i++) {
        status = begin_series(&self->series[i], values + i, n_values, stride);
    }
    return status;
}

/* Adds n values, at most TILE_VALUES, which stand side by side. */
static int add_values(lac_tally_series *self, const int64_t *values, size_t n)
{
    int64_t least = values[0];
    int64_t most = values[0];
    for (size_t i = 1; i < n; i++) {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    if (!within_limit(least, most)) {
        return LAC_INPUT;
    }
    const int status = make_room(self, least, most);
    if (status != LAC_OK) {
        return status;
    }
    const int64_t first = self->first;
    const int64_t origin = self->origin;
    const int shift = self->shift;
    uint32_t *counts = self->counts;
    for (size_t i = 0; i < n; i++) {
        counts[(uint64_t)(values[i] - first) >> shift]++;
    }
    if (least - origin > -(INT64_C(1) << 28) && most - origin < INT64_C(1) << 28) {
        int64_t sum = 0;
        uint64_t squares = 0;
        for (size_t i = 0; i < n; i++) {
            const int64_t distance = values[i] - origin;
            sum += distance;
            squares += (uint64_t)(distance * distance);
        }
        self->sum += sum;
        self->squares += squares;
        return LAC_OK;
    }
    for (size_t i = 0; i < n; i++) {
        const wide distance = values[i] - origin;
        self->sum += distance;
        self->squares += (wide_square)(distance * distance);
    }
    return LAC_OK;
}

int lac_tally_add(lac_tally *self, const int64_t *values, size_t n_values, size_t stride)
{
    int64_t tile[TILE_SERIES][TILE_VALUES];
    for (size_t from = 0; from < n_values; from += TILE_VALUES) {
        const size_t n = n_values - from < TILE_VALUES ? n_values - from : TILE_VALUES;
        for (size_t s = 0; s < self->n_series; s += TILE_SERIES) {
            const size_t here = self->n_series - s < TILE_SERIES ? self->n_series - s : TILE_SERIES;
            for (size_t i = 0; i < n; i++) {
                const int64_t *row = values + (from + i) * stride + s;
                for (size_t j = 0; j < here; j++) {
                    tile[j][i] = row[j];
                }
            }
            for (size_t j = 0; j < here; j++) {
                const int status = add_values(&self->series[s + j], tile[j], n);
                if (status != LAC_OK) {
                    return status;
                }
            }
        }
    }
    self->n += n_values;
    return LAC_OK;
}

double lac_tally_mean(const lac_tally *self, size_t series)
{
    const lac_tally_series *at = &self->series[series];
    return (double)(at->sum + (wide)at->origin * (wide)self->n) / (double)self->n;
}

double lac_tally_sd(const lac_tally *self, size_t series)
{
    const lac_tally_series *at = &self->series[series];
    const double n = (double)self->n;
    if (self->n < 2) {
        return NAN;
    }
    const wide_square sum = (wide_square)(at->sum < 0 ? -at->sum : at->sum);
    double squares = 0; /* n times the sum of squares around the mean */
    if (at->squares < (wide_square)1 << 95) {
        squares = (double)(at->squares * self->n - sum * sum); /* sum^2 <= n x squares < 2^127 */
    } else {
        squares = n * (double)at->squares - (double)sum * (double)sum;
    }
    return squares > 0 ? sqrt(squares / n / (n - 1)) : 0;
}

double lac_tally_quantile(const lac_tally *self, size_t series, double share)
{
    const lac_tally_series *at = &self->series[series];
    /* a share such as 0.05 is no binary fraction: 5 of 100 are 5, not 6 */
    const double rank = ceil(share * (double)self->n - 1e-6);
    const double wanted = rank < 1 ? 1 : rank;
    double below = 0;
    for (uint32_t i = 0; i < at->n_bins; i++) {
        const double here = (double)at->counts[i];
        if (below + here >= wanted) {
            const int64_t edge = at->first + (int64_t)((uint64_t)i << at->shift);
            const double greatest = (double)((UINT64_C(1) << at->shift) - 1);
            const double value = (double)edge + greatest * ((wanted - below - 0.5) / here);
            return fmin(fmax(value, (double)at->least), (double)at->most);
        }
        below += here;
    }
    return NAN;
}

double lac_tally_share(const lac_tally *self, size_t series, int64_t value)
{
    const lac_tally_series *at = &self->series[series];
    const bool has_bin = value >= at->first && value - at->first < (int64_t)at->n_bins;
    return has_bin ? (double)at->counts[value - at->first] / (double)self->n : 0;
}

void lac_tally_free(lac_tally *self)
{
    for (size_t i = 0; self->series != NULL && i < self->n_series; i++) {
        free(self->series[i].counts);
    }
    free(self->series);
    memset(self, 0, sizeof *self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer on the readers of the data tables: no crash, and what is read is as promised. The first
 * character of an input is the number of the reader. */
#include "base/text.h"
#include "input/records.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

/* Overlaps are looked for in openings of at most so many rows, to stay fast. */
enum { COMPARED_ROWS = 200 };

typedef int (*table_reader)(lac_plan *, const char *, const char *, lac_diagnostics *);

static const table_reader READERS[] = {lac_history_read, lac_opening_read, lac_rates_read,
    lac_admission_ages_read, lac_population_read, lac_tracker_read};

static void require(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

/* Every message can be printed, and there are errors just when the status says so. */
static void check_messages(const lac_diagnostics *diagnostics, int status)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    require(out != NULL, "memory for the messages");
    lac_diagnostics_print(diagnostics, LAC_NOTE, out);
    require(fclose(out) == 0, "the messages are printed");
    require(lac_utf8_fault(text, length) == length, "the messages are UTF-8");
    require(strlen(text) == length, "the messages have no NUL");
    require(status == lac_diagnostics_status(diagnostics), "status and messages agree");
    for (size_t i = 0; i < diagnostics->n; i++) {
        require(diagnostics->items[i].place.file != NULL, "a message names its file");
    }
    free(text);
}

static void check_placement(const char *placement)
{
    require(placement == NULL ||
                (lac_name_fault(placement) == NULL && !lac_name_equal(placement, "all")),
        "a placement has a name of its own");
}

static void check_history(const lac_history *history)
{
    for (size_t i = 0; i < history->n_rows; i++) {
        const lac_history_row *row = &history->rows[i];
        require(row->first <= row->last, "a period ends after it begins");
        require(i == 0 || history->rows[i - 1].last < row->first, "periods are in order");
        require(!(row->stock < 0), "a stock is not negative");
        double sum = 0;
        for (size_t route = 0; route < history->n_routes; route++) {
            require(!(row->by_route[route] < 0), "leavers are not negative");
            sum += isnan(row->by_route[route]) ? 0 : row->by_route[route];
        }
        require(!(sum > row->ceased + 1e-5), "routes are part of all that ceased");
    }
}

static bool same_placement(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : lac_name_equal(a, b);
}

static void check_opening(const lac_opening *opening)
{
    double sum = 0;
    for (size_t i = 0; i < opening->n_rows; i++) {
        const lac_opening_row *row = &opening->rows[i];
        require(row->from_months >= -1 && row->to_months <= 215, "ages are below 18");
        require(row->from_months <= row->to_months, "a band ends after it begins");
        require((row->from_months < 0) == (row->to_months < 0), "an age is known or not");
        require(row->children >= 0, "children are not negative");
        check_placement(row->placement);
        sum += row->children;
        for (size_t k = 0; k < i && i < COMPARED_ROWS; k++) {
            const lac_opening_row *other = &opening->rows[k];
            require(row->months_in_care != other->months_in_care ||
                        row->from_months > other->to_months ||
                        other->from_months > row->to_months ||
                        !same_placement(row->placement, other->placement),
                "rows of an opening do not overlap");
        }
    }
    require(sum <= LAC_MAX_CHILDREN, "the opening children are within the limit");
}

static void check_rates(const lac_rates_table *rates)
{
    for (size_t i = 0; i < rates->n_rows; i++) {
        const lac_rate_row *row = &rates->rows[i];
        require(row->rate >= 0, "a rate is known and not negative");
        require(lac_name_fault(row->name) == NULL, "a flow has a name");
        require((row->kind == LAC_FLOW_MOVE) == (row->to != NULL), "only a move goes somewhere");
        require(row->place.source != NULL, "a row has its line");
        check_placement(row->placement);
        check_placement(row->to);
    }
}

static void check_mix(const lac_admission_ages *ages)
{
    for (size_t i = 0; i < ages->n_rows; i++) {
        const lac_admission_age_row *row = &ages->rows[i];
        require(row->share >= 0 && row->share <= 1, "a share is one");
        require(row->from_age >= -1 && row->to_age <= 17, "ages are below 18");
        require(row->from_age <= row->to_age, "a band ends after it begins");
        require(lac_name_fault(row->stream) == NULL, "a stream has a name");
        check_placement(row->placement);
    }
}

static void check_population(const lac_population *population)
{
    for (size_t i = 0; i < population->n_rows; i++) {
        const lac_population_row *row = &population->rows[i];
        require(row->children >= 1 && row->children <= 1e7, "a population is within its limits");
        require(i == 0 || population->rows[i - 1].month < row->month, "months are in order");
    }
}

static void check_tracker(const lac_tracker *tracker)
{
    require(tracker->n_rows <= LAC_MAX_CASES, "the cases are within the limit");
    for (size_t i = 0; i < tracker->n_rows; i++) {
        const lac_tracker_row *row = &tracker->rows[i];
        require(strlen(row->label) <= 12 && strpbrk(row->label, "0123456789") != NULL,
            "a case has a short label with a digit");
        require(strpbrk(row->label, " ,;'\"=@") == NULL, "a label is one word");
        require(lac_name_fault(row->pathway) == NULL, "a pathway has a name");
        require(row->stage == NULL || (row->has_started && row->started > 0),
            "a stage has a day on which it began");
        require(row->age_months >= -1 && row->age_months <= 215, "ages are below 18");
        check_placement(row->placement);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    if (n_bytes == 0) {
        return 0;
    }
    FILE *file = tmpfile();
    require(
        file != NULL && fwrite(bytes + 1, 1, n_bytes - 1, file) == n_bytes - 1 && fflush(file) == 0,
        "a file to read");
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    const size_t reader = ((size_t)bytes[0] + 256 - '0') % (sizeof READERS / sizeof READERS[0]);
    const int status = READERS[reader](&plan, path, "fuzz.csv", &diagnostics);
    check_messages(&diagnostics, status);
    check_history(&plan.history);
    check_opening(&plan.opening);
    check_rates(&plan.rates);
    check_mix(&plan.admission_ages);
    check_population(&plan.population);
    check_tracker(&plan.tracker);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
    require(fclose(file) == 0, "the file is closed");
    return 0;
}

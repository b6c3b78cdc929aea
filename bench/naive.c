/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usage: naive FOLDER REPLICATES SEED simulates the study of chance (bench/make_chance.sh) as an analyst
 * would write it down with GSL: 18 single years of age x 6 placements are 108 stocks, and chains of
 * binomials from the Mersenne twister move whole children between them. Kept for every month and
 * replicate: closing stock, admissions, exits by five routes. FOLDER/naive.csv gets their means and
 * percentiles, stdout the number of replicates a second. bench/bench.sh compares lacflow with it.
 *
 * A month, in order: exits, moves, birthdays, arrivals. Whole years know nothing of months of age, so the
 * share of each stock that has its birthday in a month (1/12 but for what exits and arrivals do to the
 * ages inside a year) is worked out once beforehand, by months of age and without chance: this makes
 * the means those of the exact ages. */
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { AGES = 18, PLACES = 6, ROUTES = 4, MONTHS = 120, STOCKS = AGES * PLACES };
enum { CLOSING, ADMISSIONS, EXITS, AGEING_OUT = EXITS + ROUTES, SERIES };

static const char *const PLACE[PLACES] = {
    "fostering", "kinship", "residential", "secure", "semi-independent", "with parents"};
static const char *const ROUTE[ROUTES] = {"adoption", "other", "reunification", "sgo"};
static const char *const MEASURE[SERIES] = {"closing_stock", "admissions", "exits_adoption",
    "exits_other", "exits_reunification", "exits_sgo", "exits_ageing_out"};

typedef struct {
    unsigned opening[AGES][PLACES];
    double admissions;            /* a month */
    double arrive[AGES * PLACES]; /* shares of them */
    double exit_rate[AGES][PLACES][ROUTES];
    double move_rate[AGES][PLACES][PLACES]; /* from, to */
    double leave[AGES][PLACES];
    double arrival_stays[AGES][PLACES];
    double by_route[AGES][PLACES][ROUTES]; /* by this one, if by none before it */
    double move[AGES][PLACES];
    double move_to[AGES][PLACES][PLACES]; /* to this one, if to none before it */
    double birthday[MONTHS][AGES][PLACES];
} problem;

static void die(const char *what, const char *which)
{
    fprintf(stderr, "naive: %s %s\n", what, which);
    exit(1);
}

/* ---- reading ---- */

static FILE *open_table(const char *folder, const char *name, const char *mode)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, mode);
    if (file == NULL) {
        die(strerror(errno), path);
    }
    return file;
}

/* Cuts a line into its cells; returns how many. */
static int cells_of(char *line, char *cells[8])
{
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at != NULL && n < 8; n++) {
        cells[n] = at;
        at = strchr(at, ',');
        if (at != NULL) {
            *at++ = '\0';
        }
    }
    return n;
}

static int find(const char *const *names, int n, const char *name)
{
    for (int i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    die("unknown:", name);
    return -1;
}

static int age_of(const char *cell)
{
    const long age = strtol(cell, NULL, 10);
    if (age < 0 || age >= AGES) {
        die("no age:", cell);
    }
    return (int)age;
}

static double rate_of(char *cells[8])
{
    return strtod(cells[4], NULL) / strtod(cells[5], NULL);
}

static void read_line(problem *self, const char *table, char *cells[8], int n)
{
    if (strcmp(table, "study.csv") == 0) {
        if (n == 6 && strcmp(cells[0], "admissions") == 0 && strcmp(cells[2], "count") == 0) {
            self->admissions = strtod(cells[5], NULL) / 12;
        }
    } else if (strcmp(table, "opening.csv") == 0) {
        self->opening[age_of(cells[0])][find(PLACE, PLACES, cells[1])] =
            (unsigned)strtoul(cells[2], NULL, 10);
    } else if (strcmp(table, "admission_ages.csv") == 0) {
        self->arrive[age_of(cells[1]) * PLACES + find(PLACE, PLACES, cells[3])] =
            strtod(cells[4], NULL);
    } else if (strncmp(cells[0], "exit/", 5) == 0) {
        const int route = find(ROUTE, ROUTES, cells[0] + 5);
        self->exit_rate[age_of(cells[1])][find(PLACE, PLACES, cells[3])][route] = rate_of(cells);
    } else {
        const char *gap = strstr(cells[0], " > ");
        const int to = find(PLACE, PLACES, gap == NULL ? cells[0] : gap + 3);
        self->move_rate[age_of(cells[1])][find(PLACE, PLACES, cells[3])][to] = rate_of(cells);
    }
}

static void read_problem(problem *self, const char *folder)
{
    static const char *const TABLES[] = {
        "study.csv", "opening.csv", "admission_ages.csv", "rates.csv"};
    memset(self, 0, sizeof *self);
    for (size_t t = 0; t < sizeof TABLES / sizeof *TABLES; t++) {
        char line[512];
        char *cells[8];
        FILE *file = open_table(folder, TABLES[t], "r");
        for (int row = 0; fgets(line, sizeof line, file) != NULL; row++) {
            const int n = cells_of(line, cells);
            if (row > 0) {
                read_line(self, TABLES[t], cells, n);
            }
        }
        fclose(file);
    }
}

/* ---- probabilities ---- */

/* Turns rates of competing events into conditional probabilities, one event after the other; returns the
 * sum of the rates. */
static double chain(const double *rates, int n, double *next)
{
    double left = 0;
    for (int i = n; i-- > 0;) {
        left += rates[i];
        next[i] = left > 0 ? rates[i] / left : 0;
    }
    return left;
}

static void work_out_probabilities(problem *self)
{
    for (int a = 0; a < AGES; a++) {
        for (int p = 0; p < PLACES; p++) {
            const double h = chain(self->exit_rate[a][p], ROUTES, self->by_route[a][p]) / 12;
            const double moves = chain(self->move_rate[a][p], PLACES, self->move_to[a][p]);
            self->leave[a][p] = 1 - exp(-h);
            self->arrival_stays[a][p] = h > 0 ? (1 - exp(-h)) / h : 1;
            self->move[a][p] = 1 - exp(-moves / 12);
        }
    }
}

/* Exits and moves of expected children of one month of age. */
static void without_chance(const problem *self, int a, const double *from, double *to)
{
    memset(to, 0, PLACES * sizeof *to);
    for (int p = 0; p < PLACES; p++) {
        double left = from[p] * (1 - self->leave[a][p]);
        double movers = left * self->move[a][p];
        to[p] += left - movers;
        for (int q = 0; q < PLACES; q++) {
            const double moved = movers * self->move_to[a][p][q];
            to[q] += moved;
            movers -= moved;
        }
    }
}

static void work_out_birthdays(problem *self)
{
    static double now[12 * AGES][PLACES];
    static double next[12 * AGES][PLACES];
    for (int i = 0; i < 12 * AGES; i++) {
        const int year = i / 12;
        for (int p = 0; p < PLACES; p++) {
            now[i][p] = self->opening[year][p] / 12.0;
        }
    }
    for (int m = 0; m < MONTHS; m++) {
        for (int i = 0; i < 12 * AGES; i++) {
            without_chance(self, i / 12, now[i], next[i]);
        }
        for (int a = 0; a < AGES; a++) {
            for (int p = 0; p < PLACES; p++) {
                double all = 0;
                for (int i = 0; i < 12; i++) {
                    all += next[12 * a + i][p];
                }
                self->birthday[m][a][p] = all > 0 ? next[12 * a + 11][p] / all : 0;
            }
        }
        for (int i = 12 * AGES; i-- > 0;) {
            for (int p = 0; p < PLACES; p++) {
                now[i][p] = (i > 0 ? next[i - 1][p] : 0) + self->admissions / 12 *
                                                               self->arrive[i / 12 * PLACES + p] *
                                                               self->arrival_stays[i / 12][p];
            }
        }
    }
}

/* ---- simulating ---- */

/* Children who leave, by route. */
static void split_exits(
    const problem *self, gsl_rng *rng, int a, int p, unsigned leavers, unsigned long exits[ROUTES])
{
    for (int r = 0; r < ROUTES && leavers > 0; r++) {
        const unsigned k = gsl_ran_binomial(rng, self->by_route[a][p][r], leavers);
        exits[r] += k;
        leavers -= k;
    }
}

static void one_month(const problem *self, const gsl_ran_discrete_t *arrive, gsl_rng *rng, int m,
    unsigned stock[AGES][PLACES], unsigned long kept[SERIES])
{
    unsigned after[AGES][PLACES] = {0};
    memset(kept, 0, SERIES * sizeof *kept);
    for (int a = 0; a < AGES; a++) {
        for (int p = 0; p < PLACES; p++) {
            const unsigned leavers = gsl_ran_binomial(rng, self->leave[a][p], stock[a][p]);
            split_exits(self, rng, a, p, leavers, kept + EXITS);
            const unsigned left = stock[a][p] - leavers;
            unsigned movers = gsl_ran_binomial(rng, self->move[a][p], left);
            after[a][p] += left - movers;
            for (int q = 0; q < PLACES && movers > 0; q++) {
                const unsigned moved = gsl_ran_binomial(rng, self->move_to[a][p][q], movers);
                after[a][q] += moved;
                movers -= moved;
            }
        }
    }
    for (int a = AGES; a-- > 0;) {
        for (int p = 0; p < PLACES; p++) {
            const unsigned k = gsl_ran_binomial(rng, self->birthday[m][a][p], after[a][p]);
            stock[a][p] = after[a][p] - k;
            if (a + 1 < AGES) {
                stock[a + 1][p] += k;
            } else {
                kept[AGEING_OUT] += k;
            }
        }
    }
    kept[ADMISSIONS] = gsl_ran_poisson(rng, self->admissions);
    for (unsigned long i = 0; i < kept[ADMISSIONS]; i++) {
        const int kind = (int)gsl_ran_discrete(rng, arrive);
        const int a = kind / PLACES;
        const int p = kind % PLACES;
        if (gsl_rng_uniform(rng) < self->arrival_stays[a][p]) {
            stock[a][p]++;
        } else {
            split_exits(self, rng, a, p, 1, kept + EXITS);
        }
    }
    for (int a = 0; a < AGES; a++) {
        for (int p = 0; p < PLACES; p++) {
            kept[CLOSING] += stock[a][p];
        }
    }
}

/* ---- writing ---- */

static int compare(const void *a, const void *b)
{
    const unsigned x = *(const unsigned *)a;
    const unsigned y = *(const unsigned *)b;
    return (x > y) - (x < y);
}

/* Mean, sd and percentiles of the n values of a series, which are sorted. */
static void write_series(FILE *out, unsigned *values, size_t n)
{
    static const int PER_CENT[] = {5, 25, 50, 75, 95};
    double sum = 0;
    double squares = 0;
    qsort(values, n, sizeof *values, compare);
    for (size_t i = 0; i < n; i++) {
        sum += values[i];
    }
    const double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        squares += (values[i] - mean) * (values[i] - mean);
    }
    fprintf(out, ",%.10g,%.10g", mean, sqrt(squares / (double)(n - 1)));
    for (size_t q = 0; q < sizeof PER_CENT / sizeof *PER_CENT; q++) {
        fprintf(out, ",%u", values[(n * (size_t)PER_CENT[q] + 99) / 100 - 1]);
    }
    fputc('\n', out);
}

static double now(void)
{
    struct timespec time;
    return clock_gettime(CLOCK_MONOTONIC, &time) != 0
               ? 0
               : (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int n_arguments, char **arguments)
{
    static problem it;
    const double began = now();
    const size_t n = n_arguments == 4 ? strtoul(arguments[2], NULL, 10) : 0;
    unsigned *values = n < 2 || n > 1000000 ? NULL : malloc(SERIES * MONTHS * n * sizeof *values);
    if (values == NULL) {
        fputs("usage: naive FOLDER REPLICATES SEED\n", stderr);
        return 2;
    }
    read_problem(&it, arguments[1]);
    work_out_probabilities(&it);
    work_out_birthdays(&it);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_ran_discrete_t *arrive = gsl_ran_discrete_preproc(STOCKS, it.arrive);
    gsl_rng_set(rng, strtoul(arguments[3], NULL, 10));

    for (size_t i = 0; i < n; i++) {
        unsigned stock[AGES][PLACES];
        memcpy(stock, it.opening, sizeof stock);
        for (int m = 0; m < MONTHS; m++) {
            unsigned long kept[SERIES];
            one_month(&it, arrive, rng, m, stock, kept);
            for (int s = 0; s < SERIES; s++) {
                values[(size_t)(s * MONTHS + m) * n + i] = (unsigned)kept[s];
            }
        }
    }

    FILE *out = open_table(arguments[1], "naive.csv", "w");
    fputs("month,measure,mean,sd,p05,p25,p50,p75,p95\n", out);
    for (int s = 0; s < SERIES; s++) {
        for (int m = 0; m < MONTHS; m++) {
            fprintf(out, "%d,%s", m + 1, MEASURE[s]);
            write_series(out, values + (size_t)(s * MONTHS + m) * n, n);
        }
    }
    if (fclose(out) != 0) {
        die("could not write to", arguments[1]);
    }
    gsl_ran_discrete_free(arrive);
    gsl_rng_free(rng);
    free(values);
    printf("%.0f replicates a second\n", (double)n / (now() - began));
    return 0;
}

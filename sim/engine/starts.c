/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/starts.h"

/* Less than this of a case is what rounding leaves of nothing. */
static const double NOTHING = 1e-9;

/* The pool whose places the cases of an intake take; -1: they need none. */
static int pool_of(const lac_caseload *caseload, const lac_intake *intake)
{
    return intake->progress.itinerary.holds ? caseload->model->programmes[intake->programme].pool
                                            : -1;
}

static void begin_month(lac_caseload *caseload, int m)
{
    const lac_model *model = caseload->model;
    for (int p = 0; p < model->n_programmes; p++) {
        const lac_programme *of = &model->programmes[p];
        caseload->left_to_start[p] = of->starts == NULL ? 0 : of->starts[m];
    }
}

/* The day's stage ends give places back. */
static void begin_day(lac_caseload *caseload, int m, int day)
{
    const lac_model *model = caseload->model;
    for (int i = 0; i < model->n_pools; i++) {
        const int places = model->pools[i].places[m];
        caseload->room[i] = places > 0 ? places : 0;
    }
    for (int k = 0; k < caseload->n_intakes; k++) {
        lac_intake *intake = &caseload->intakes[k];
        const int pool = pool_of(caseload, intake);
        if (pool >= 0 && intake->progress.on > 0) {
            intake->progress.held -= intake->progress.freed[day];
            caseload->room[pool] -= intake->progress.held * intake->size;
        }
    }
}

/* Cases of an intake that may start now, at most `wanted`. Places that come free on the day of the start can
 * be taken at once: room r lets r + a r + a^2 r + .. start where the share a comes free. */
static double allowed(const lac_caseload *caseload, const lac_intake *intake, double wanted)
{
    const int p = intake->programme;
    const int pool = pool_of(caseload, intake);
    double most = wanted;
    if (caseload->model->programmes[p].starts != NULL && caseload->left_to_start[p] < most) {
        most = caseload->left_to_start[p];
    }
    if (pool >= 0) {
        const double room = caseload->room[pool];
        const double held = 1 - intake->progress.itinerary.at_once;
        most = room <= NOTHING ? 0 : most * held > room ? room / held : most;
    }
    return most > NOTHING || most >= wanted ? most : 0;
}

static void start(lac_caseload *caseload, lac_intake *intake, int m, int day)
{
    lac_progress *progress = &intake->progress;
    const double wanted = progress->waiting * intake->size;
    const double cases = wanted > 0 ? allowed(caseload, intake, wanted) : 0;
    const int pool = pool_of(caseload, intake);
    if (cases <= 0) {
        return;
    }
    lac_progress_start(progress, cases < wanted ? cases / intake->size : progress->waiting, day, m);
    caseload->left_to_start[intake->programme] -= cases;
    if (pool >= 0) {
        caseload->room[pool] -= cases * (1 - progress->itinerary.at_once);
    }
}

void lac_starts_run(lac_caseload *caseload, int m)
{
    begin_month(caseload, m);
    for (int day = caseload->first_day[m]; day < caseload->first_day[m + 1]; day++) {
        begin_day(caseload, m, day);
        for (int k = 0; k < caseload->n_intakes; k++) {
            lac_intake *intake = &caseload->intakes[k];
            if (intake->progress.on > 0 && intake->progress.waiting > 0) {
                start(caseload, intake, m, day);
            }
        }
    }
}

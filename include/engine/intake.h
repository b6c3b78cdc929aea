/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_INTAKE_H
#define LAC_ENGINE_INTAKE_H

#include "engine/absent.h"
#include "engine/progress.h"
#include "engine/stock.h"
#include "engine/support.h"
#include "model/model.h"

/* Children who came onto a pathway together: those whom a programme has identified, or a case of the
 * tracker. What happens to a child in care does not depend on how far its case has come, nor the other way
 * round, so the cells where they are (a part of the stock, or a strand) and the progress of their cases are
 * independent. */
typedef struct {
    int programme;
    int strand; /* of a case; -1: those identified */
    lac_progress progress;
    double
        size; /* children who would be on the pathway at the start of the month if no case had ended */
    double there; /* children who are on it */
} lac_intake;

/* Children of it on the pathway now. */
double lac_intake_sum(const lac_intake *self, const lac_stock *stock);

/* Adds them to cells. */
void lac_intake_add(const lac_intake *self, const lac_stock *stock, double *cells);

/* Those of them who leave while each class keeps its share of the stock (keep), and then those who turn 18 in
 * the month. by_class is scratch. */
double lac_intake_leavers(const lac_intake *self, const lac_stock *stock, double *by_class);
double lac_intake_adults(const lac_intake *self, const lac_stock *stock, double *by_class);

/* Rule 19: identifies the programme's children, evenly from those inside its groups who are on no pathway
 * and were never refused, or all of them. on has the children on a pathway by cell, NULL: nobody is. Their
 * number goes to size and there, and on is 1 where there are any. LAC_OK or LAC_MEMORY. */
int lac_intake_identify(lac_intake *self, lac_stock *stock, const double *on) LAC_CHECKED;

/* How shares of those on a pathway leave it in a month. */
typedef struct {
    int route; /* of orders */
    double ordered;
    double refused;
    double released;
} lac_ending;

/* Their cases end so in month m. Who turns 18 in it is left alone, unless they are released, which is at the
 * month's beginning. on is as above, and kept up; it may be NULL where no list is followed. LAC_OK or
 * LAC_MEMORY. */
int lac_intake_end(lac_intake *self, lac_stock *stock, lac_absent *absent, lac_support *support,
    int m, const lac_ending *how, double *on) LAC_CHECKED;

/* Its cells are followed no longer. */
void lac_intake_let_go(const lac_intake *self, lac_stock *stock);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pert.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* The two parameters of a PERT's Beta sum to this. */
static const double PARAMETERS = 6;

/* The Beta function of a and 6 - a. (lgamma would write to a variable that threads share.) */
static double beta_of(double a)
{
    return tgamma(a) * tgamma(PARAMETERS - a) / 120; /* (6 - 1)! */
}

/* x of Beta(a, 6 - a) with P(x) = quantile, at most 1/2. Newton's steps in the variable in which the
 * curve is nearly straight, (P)^(1/a); where one leaves the bracket the bracket is halved. */
static double solve(double a, double quantile)
{
    const double b = PARAMETERS - a;
    const double beta = beta_of(a);
    const double wanted = pow(quantile, 1 / a);
    double low = 0;
    double high = 1;
    double x = fmin(wanted * pow(a * beta, 1 / a), 0.5);
    if (quantile <= 0) {
        return 0;
    }
    for (int i = 0; i < 200; i++) {
        const double below = gsl_cdf_beta_P(x, a, b);
        if (below < quantile) {
            low = x;
        } else {
            high = x;
        }
        const double density = pow(x, a - 1) * pow(1 - x, b - 1) / beta;
        const double reached = pow(below, 1 / a);
        const double slope = reached / below * density / a;
        double next = x + (wanted - reached) / slope;
        if (!(next > low && next < high)) {
            next = (low + high) / 2;
        }
        const double change = fabs(next - x);
        x = next;
        if (change <= 1e-15 * x || high - low <= 1e-16 * high) {
            break;
        }
    }
    return x;
}

double lac_pert_quantile(double low, double mode, double high, double quantile)
{
    if (!(high > low)) {
        return low;
    }
    const double skew = (mode - low) / (high - low);
    const double x =
        quantile <= 0.5 ? solve(1 + 4 * skew, quantile) : 1 - solve(5 - 4 * skew, 1 - quantile);
    return low + (high - low) * x;
}

static void make_side(lac_pert_side *self, double a)
{
    const double b = PARAMETERS - a;
    const double beta = beta_of(a);
    self->power = 1 / a;
    self->step = pow(0.5, 1 / a) / LAC_PERT_STEPS;
    self->value[0] = 0;
    self->slope[0] = pow(a * beta, 1 / a) * self->step;
    for (int i = 1; i <= LAC_PERT_STEPS; i++) {
        const double w = i * self->step;
        const double x = solve(a, pow(w, a));
        /* P = w^a, so dx/dw = a w^(a-1) / density */
        const double density = pow(x, a - 1) * pow(1 - x, b - 1) / beta;
        self->value[i] = x;
        self->slope[i] = a * pow(w, a - 1) / density * self->step;
    }
}

void lac_pert_make(lac_pert *self, double skew)
{
    self->skew = skew;
    make_side(&self->sides[0], 1 + 4 * skew);
    make_side(&self->sides[1], 5 - 4 * skew);
}

/* Cubic through both ends of a step with their slopes (Hermite). */
static double side_at(const lac_pert_side *self, double quantile)
{
    const double w = pow(quantile, self->power) / self->step;
    const int i = w >= LAC_PERT_STEPS ? LAC_PERT_STEPS - 1 : (int)w;
    const double t = w - i;
    const double rise = self->value[i + 1] - self->value[i];
    const double first = self->slope[i] - rise;
    const double last = self->slope[i + 1] - rise;
    return self->value[i] + t * (rise + (1 - t) * (first * (1 - t) - last * t));
}

double lac_pert_at(const lac_pert *self, double quantile)
{
    return quantile <= 0.5 ? side_at(&self->sides[0], quantile)
                           : 1 - side_at(&self->sides[1], 1 - quantile);
}

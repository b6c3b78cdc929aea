/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_SAVING_H
#define LAC_MODEL_SAVING_H

/* The measures of savings.csv in the order of the contract, section 5, without the probabilities of
 * targets, which stand behind them: code, name, unit. */
#define LAC_SAVING_LIST(X)                                                                         \
    X(GROSS, "gross", "GBP")                                                                       \
    X(SUPPORT, "support", "GBP")                                                                   \
    X(INVESTMENT, "investment", "GBP")                                                             \
    X(NET, "net", "GBP")                                                                           \
    X(CUMULATIVE_NET, "cumulative_net", "GBP")                                                     \
    X(CASHABLE, "cashable", "GBP")                                                                 \
    X(AVOIDED, "avoided", "GBP")                                                                   \
    X(FULL_YEAR_EFFECT, "full_year_effect", "GBP")                                                 \
    X(INCREMENTAL_NET, "incremental_net", "GBP")                                                   \
    X(PRESENT_VALUE, "present_value", "GBP")                                                       \
    X(PAYBACK_MONTH, "payback_month", "months")

typedef enum {
#define LAC_SAVING_ENUM(code, name, unit) LAC_SAVING_##code,
    LAC_SAVING_LIST(LAC_SAVING_ENUM)
#undef LAC_SAVING_ENUM
        LAC_N_SAVINGS_MEASURES
} lac_saving;

typedef struct {
    const char *name;
    const char *unit;
} lac_savings_measure;
extern const lac_savings_measure LAC_SAVINGS_MEASURES[];

/* Index of the measure, compared without regard to case and spaces; -1 for none. */
int lac_saving_find(const char *name);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of base/text.h. */
#include "base/text.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

enum { NUMERAL_BYTES = 120, MOST_DIGITS = 17 };

/* ---- reading ---- */

static const char *skip_spaces(const char *text)
{
    ucs4_t character = 0;
    int length = 0;
    while ((length = u8_strmbtouc(&character, (const uint8_t *)text)) > 0 &&
           uc_is_property_white_space(character)) {
        text += length;
    }
    return text;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Moves *text behind word if it begins with it. */
static bool take(const char **text, const char *word)
{
    const size_t length = strlen(word);
    if (strncmp(*text, word, length) != 0) {
        return false;
    }
    *text += length;
    return true;
}

/* Copies digits to *out; returns how many. */
static size_t take_digits(const char **text, char **out, const char *out_end)
{
    size_t n = 0;
    while (is_digit(**text) && *out < out_end) {
        *(*out)++ = *(*text)++;
        n++;
    }
    return n;
}

/* Copies the whole part without its commas: "1250", "1,250", "1,250,000". Returns the number of
 * digits, or -1 for a misplaced comma. */
static int take_whole_part(const char **text, char **out, const char *out_end)
{
    size_t n = take_digits(text, out, out_end);
    if (**text != ',') {
        return (int)n;
    }
    if (n < 1 || n > 3) {
        return -1;
    }
    while (take(text, ",")) {
        if (take_digits(text, out, out_end) != 3) {
            return -1;
        }
        n += 3;
    }
    return (int)n;
}

int lac_number_parse(const char *text, double *out, bool *had_percent)
{
    char numeral[NUMERAL_BYTES + 1];
    const char *const numeral_end = numeral + NUMERAL_BYTES - 8;
    char *to = numeral;
    bool percent = false;

    /* the sign may stand before or behind the pound sign */
    const char *from = skip_spaces(text);
    bool negative = take(&from, "-");
    const bool has_sign = negative || take(&from, "+");
    from = has_sign ? skip_spaces(from) : from;
    const bool pounds = take(&from, "\xC2\xA3");
    if (pounds) {
        from = skip_spaces(from);
        negative = negative || (!has_sign && take(&from, "-"));
        if (!has_sign && !negative) {
            take(&from, "+");
        }
    }
    if (negative) {
        *to++ = '-';
    }
    int n_digits = take_whole_part(&from, &to, numeral_end);
    if (n_digits < 0) {
        return -1;
    }
    if (take(&from, ".")) {
        *to++ = '.';
        n_digits += (int)take_digits(&from, &to, numeral_end);
    }
    if (n_digits == 0) {
        return -1;
    }
    if (*from == 'e' || *from == 'E') {
        *to++ = *from++;
        if (*from == '+' || *from == '-') {
            *to++ = *from++;
        }
        if (take_digits(&from, &to, numeral + NUMERAL_BYTES) == 0) {
            return -1;
        }
    }
    *to = '\0';
    from = skip_spaces(from);
    if (had_percent != NULL && !pounds && take(&from, "%")) {
        percent = true;
        from = skip_spaces(from);
    }
    if (*from != '\0') {
        return -1;
    }
    const double value = strtod(numeral, NULL);
    if (!isfinite(value)) {
        return -1;
    }
    *out = value;
    if (had_percent != NULL) {
        *had_percent = percent;
    }
    return 0;
}

/* ---- writing ---- */

/* The decimal form of the digits d1 d2 d3 ... standing for d1.d2d3... x 10^exponent. */
static void lay_out_decimal(const char *digits, int n, int exponent, char *out)
{
    if (exponent < 0) {
        *out++ = '0';
        *out++ = '.';
        for (int i = -1; i > exponent; i--) {
            *out++ = '0';
        }
        memcpy(out, digits, (size_t)n);
        out[n] = '\0';
        return;
    }
    const int whole = exponent + 1;
    const int given = n < whole ? n : whole;
    memcpy(out, digits, (size_t)given);
    memset(out + given, '0', (size_t)(whole - given));
    out += whole;
    if (n > whole) {
        *out++ = '.';
        memcpy(out, digits + whole, (size_t)(n - whole));
        out += n - whole;
    }
    *out = '\0';
}

/* The shortest of 15, 16 and 17 digits that reads back is found in one of two ways: exactly in whole
 * numbers where they fit (most numbers of a forecast), else by printing and reading. Both give the same
 * digits; a test holds them against each other. */

__extension__ typedef unsigned __int128 wide;

enum { MOST_POWER = 22 }; /* 10^22 x a 53-bit significand still fits into 127 bits */

static wide power_of_ten(int n)
{
    static const uint64_t POWERS[] = {UINT64_C(1), UINT64_C(10), UINT64_C(100), UINT64_C(1000),
        UINT64_C(10000), UINT64_C(100000), UINT64_C(1000000), UINT64_C(10000000),
        UINT64_C(100000000), UINT64_C(1000000000), UINT64_C(10000000000), UINT64_C(100000000000),
        UINT64_C(1000000000000), UINT64_C(10000000000000), UINT64_C(100000000000000),
        UINT64_C(1000000000000000), UINT64_C(10000000000000000), UINT64_C(100000000000000000)};
    enum { LAST = sizeof POWERS / sizeof POWERS[0] - 1 };
    return n <= LAST ? POWERS[n] : (wide)POWERS[LAST] * POWERS[n - LAST];
}

/* A positive double as significand / 2^shift, and number = significand x 10^power, so that the double is
 * number / 2^shift / 10^power. */
typedef struct {
    uint64_t significand;
    int shift;
    int power;
    wide number;
} exact;

/* False for a number that is too large, too small or on the edge between two binades. */
static bool exact_make(exact *self, double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    const int binade = (int)(bits >> 52);
    self->significand = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
    self->shift = 1075 - binade;
    if (binade == 0 || self->shift < 1 || self->shift > 72 ||
        self->significand == UINT64_C(1) << 52) {
        return false;
    }
    /* the power that makes a whole part of 17 digits, at first by the logarithm of the binade */
    self->power = MOST_DIGITS - 1 - (int)floor((binade - 1023) * 0.30103);
    for (int pass = 0; pass < 2; pass++) {
        if (self->power < 1 || self->power > MOST_POWER) {
            return false;
        }
        self->number = self->significand * power_of_ten(self->power);
        if (self->number >> self->shift < power_of_ten(MOST_DIGITS - 1)) {
            self->power++;
        } else if (self->number >> self->shift >= power_of_ten(MOST_DIGITS)) {
            self->power--;
        } else {
            return true;
        }
    }
    return false;
}

/* The double x 10^power / unit, rounded half to even. */
static uint64_t exact_round(const exact *self, uint64_t unit)
{
    const wide whole = self->number >> self->shift;
    const wide part = self->number - (whole << self->shift);
    const uint64_t out = (uint64_t)(whole / unit);
    const wide rest = ((whole % unit) << self->shift) + part;
    const wide half = (wide)unit << (self->shift - 1);
    return out + (rest > half || (rest == half && out % 2 == 1));
}

/* Whether digits x unit / 10^power is read as the double: it lies within half a unit of the last place
 * of the significand, or at half of one when that is even. */
static bool exact_reads_back(const exact *self, uint64_t digits, uint64_t unit)
{
    const wide candidate = (wide)(digits * unit) << self->shift;
    const wide gap = candidate > self->number ? candidate - self->number : self->number - candidate;
    const wide most = power_of_ten(self->power);
    return 2 * gap < most || (2 * gap == most && self->significand % 2 == 0);
}

/* 00 to 99. */
static const char PAIRS[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

/* Digits of value and the exponent of the first; 0 when whole numbers do not do. */
static int exact_digits(double value, char out[MOST_DIGITS], int *exponent)
{
    exact number;
    if (!exact_make(&number, value)) {
        return 0;
    }
    uint64_t digits = exact_round(&number, 1);
    int n = MOST_DIGITS;
    for (uint64_t unit = 10; unit <= 100; unit *= 10) {
        const uint64_t fewer = exact_round(&number, unit);
        if (!exact_reads_back(&number, fewer, unit)) {
            break;
        }
        digits = fewer;
        n--;
    }
    *exponent = MOST_DIGITS - 1 - number.power;
    char text[MOST_DIGITS + 1];
    int at = MOST_DIGITS + 1;
    for (; digits >= 100; digits /= 100) {
        at -= 2;
        memcpy(text + at, &PAIRS[digits % 100 * 2], 2);
    }
    for (; digits > 0; digits /= 10) {
        text[--at] = (char)('0' + digits % 10);
    }
    *exponent += MOST_DIGITS + 1 - at - n; /* 999 has become 1000 */
    n = MOST_DIGITS + 1 - at > MOST_DIGITS ? MOST_DIGITS : MOST_DIGITS + 1 - at;
    memcpy(out, text + at, (size_t)n);
    return n;
}

/* The same by printing 15, 16, 17 digits until one reads back. */
static int printed_digits(double value, char out[MOST_DIGITS], int *exponent)
{
    char shown[MOST_DIGITS + 12]; /* d.ddde+xx */
    int n = MOST_DIGITS - 2;
    snprintf(shown, sizeof shown, "%.*e", n - 1, value);
    while (n < MOST_DIGITS && strtod(shown, NULL) != value) {
        n++;
        snprintf(shown, sizeof shown, "%.*e", n - 1, value);
    }
    out[0] = shown[0];
    memcpy(out + 1, shown + 2, (size_t)n - 1);
    *exponent = (int)strtol(shown + n + 2, NULL, 10);
    return n;
}

void lac_number_format(double value, char out[32])
{
    if (!isfinite(value)) {
        snprintf(out, 5, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
        return;
    }
    if (value == 0) {
        memcpy(out, "0", 2);
        return;
    }
    char digits[MOST_DIGITS];
    int exponent = 0;
    int n_digits = exact_digits(fabs(value), digits, &exponent);
    if (n_digits == 0) {
        n_digits = printed_digits(fabs(value), digits, &exponent);
    }
    while (n_digits > 1 && digits[n_digits - 1] == '0') {
        n_digits--;
    }
    if (value < 0) {
        *out++ = '-';
    }
    if (exponent >= -6 && exponent < 15) {
        lay_out_decimal(digits, n_digits, exponent, out);
        return;
    }
    *out++ = digits[0];
    if (n_digits > 1) {
        *out++ = '.';
        memcpy(out, digits + 1, (size_t)(n_digits - 1));
        out += n_digits - 1;
    }
    snprintf(out, 6, "e%d", exponent);
}

double lac_whole_round(double value)
{
    /* from 2^22 on neighbouring doubles are 1e-9 apart, and value * 1e9 would lose digits */
    if (fabs(value) < 4194304.0) {
        value = rint(value * 1e9) / 1e9;
    }
    return rint(value) + 0.0;
}

void lac_whole_format(double value, bool grouped, char out[32])
{
    const double whole = lac_whole_round(value);
    if (!(fabs(whole) < 1e18)) {
        lac_number_format(whole, out);
        return;
    }
    char digits[32];
    const int n = snprintf(digits, sizeof digits, "%.0f", fabs(whole));
    if (whole < 0) {
        *out++ = '-';
    }
    for (int i = 0; i < n; i++) {
        if (grouped && i > 0 && (n - i) % 3 == 0) {
            *out++ = ',';
        }
        *out++ = digits[i];
    }
    *out = '\0';
}

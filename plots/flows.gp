# SPDX-License-Identifier: GPL-3.0-or-later
# Stacked bars, one part a block of $data: x, y, from, month.
set style fill solid 1.0 border rgb '#FFFFFF'
set arrow from x_low, 0 to x_high, 0 nohead lt 1 lc rgb ink lw 1.2 front
plot for [i = 1:pieces] $data index i - 1 \
    using 1:2:($1 - bar_half):($1 + bar_half):2:3 \
    with boxxyerror linestyle piece_style[i] dashtype 1 linewidth 1 notitle, \
    for [i = 1:pieces] $data index i - 1 \
    using 1:(piece_style[i] == 19 ? $2 : NaN):($1 - bar_half):($1 + bar_half):2:3 \
    with boxxyerror linecolor rgb grey linewidth 1 fillstyle empty border notitle

# SPDX-License-Identifier: GPL-3.0-or-later
# Bands, one a block of $data: x, upper edge, lower edge, month. Then lines as in other charts.
set style fill solid 1.0 noborder
if (aimed) { set arrow from first x_low, first target to first x_high, first target nohead ls 9 front }
plot for [i = 1:bands] $data index i - 1 using 1:2:3 with filledcurves linestyle piece_style[i] notitle, \
     for [i = bands + 1:pieces] $data index i - 1 using 1:2 with lines \
        linestyle piece_style[i] notitle, \
     for [i = 1:marks] $data index mark_piece[i] - 1 using 1:2 with points \
        linestyle piece_style[mark_piece[i]] notitle

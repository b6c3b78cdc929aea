# SPDX-License-Identifier: GPL-3.0-or-later
# Horizontal bars, those of one colour a block of $data: end, row, begin. Then thin lines, then dots.
unset grid
set grid xtics back lt 1 lc rgb pale lw 1
set style fill solid 1.0 noborder
if (x_low <= 0) { set arrow from 0, y_low to 0, y_high nohead lt 1 lc rgb grey lw 1.2 front }
do for [i = 1:squares] {
    set object rectangle from screen square_x[i], screen square_y[i] - 0.45 / canvas_height \
        to screen square_x[i] + 0.9 / 64, screen square_y[i] + 0.45 / canvas_height \
        fillcolor linestyle square_style[i] fillstyle solid 1.0 noborder
}
plot for [i = 1:pieces - marks] $data index i - 1 \
        using 1:2:3:1:($2 - piece_half[i]):($2 + piece_half[i]) \
        with boxxyerror linestyle piece_style[i] notitle, \
     for [i = 1:marks] $data index mark_piece[i] - 1 using 1:2 with points \
        linestyle piece_style[mark_piece[i]] notitle

# SPDX-License-Identifier: GPL-3.0-or-later
# One line a block of $data: x, y, from, month. Short lines have a mark at each point.
plot for [i = 1:pieces] $data index i - 1 using 1:2 with lines linestyle piece_style[i] notitle, \
     for [i = 1:marks] $data index mark_piece[i] - 1 using 1:2 with points \
        linestyle piece_style[mark_piece[i]] notitle

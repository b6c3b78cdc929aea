# SPDX-License-Identifier: GPL-3.0-or-later
# What every chart shares: page, styles, axes, words. The data stand above. Positions on the page are
# shares of its width and height. lacflow gives the names of the two pictures as arguments.
png_file = exists('ARG1') && strlen(ARG1) > 0 ? ARG1 : chart_name.'.png'
svg_file = exists('ARG2') && strlen(ARG2) > 0 ? ARG2 : chart_name.'.svg'

set encoding utf8
set decimalsign '.'
# 25 pixels to the em in the PNG, 18.75 in the SVG.
png_height = int(25 * canvas_height)
svg_height = int(18.75 * canvas_height)
set terminal pngcairo size 1600,png_height font 'Liberation Sans,15' fontscale 1.25 linewidth 1.6 \
    dashlength 1.0 butt background rgb '#FFFFFF'
set output png_file

ink = '#0B0C0C'
grey = '#505A5F'
pale = '#D9DCDE'
paper = '#FFFFFF'

# 1 to 4: the palette, each with a dash of its own; 5 what happened; 6 focus and 7 reference among
# 8 the others; 9 a target. 10 more: the same before the forecast begins.
set style line 1 lc rgb '#12436D' lw 2.6 dt 1 pt 7 ps 1.1
set style line 2 lc rgb '#28A197' lw 2.6 dt (14,5) pt 5 ps 1.0
set style line 3 lc rgb '#801650' lw 2.6 dt (3,4) pt 9 ps 1.3
set style line 4 lc rgb '#F46A25' lw 2.6 dt (12,4,3,4) pt 13 ps 1.3
set style line 5 lc rgb '#0B0C0C' lw 2.6 dt 1 pt 7 ps 1.1
set style line 6 lc rgb '#12436D' lw 3.2 dt 1 pt 7 ps 1.2
set style line 7 lc rgb '#F46A25' lw 2.8 dt (12,5) pt 13 ps 1.3
set style line 8 lc rgb '#BFBFBF' lw 1.8 dt 1 pt 7 ps 0.8
set style line 9 lc rgb '#0B0C0C' lw 1.4 dt (3,5)
set style line 11 lc rgb '#12436D' lw 2.6 dt 1 pt 7 ps 1.1
set style line 12 lc rgb '#28A197' lw 2.6 dt 1 pt 5 ps 1.0
set style line 13 lc rgb '#801650' lw 2.6 dt 1 pt 9 ps 1.3
set style line 14 lc rgb '#F46A25' lw 2.6 dt 1 pt 13 ps 1.3
set style line 16 lc rgb '#12436D' lw 3.2 dt 1 pt 7 ps 1.2
set style line 17 lc rgb '#F46A25' lw 2.8 dt 1 pt 13 ps 1.3
set style line 18 lc rgb '#BFBFBF' lw 1.8 dt 1 pt 7 ps 0.8
# Of bars: a part that is not known, white with an edge.
set style line 19 lc rgb '#FFFFFF'
# Of a fan: its outer and inner edges, the median, the bands.
set style line 20 lc rgb '#2073BC' lw 1.6 dt 1 pt 7 ps 0.8
set style line 21 lc rgb '#2073BC' lw 0.9 dt 1 pt 7 ps 0.8
set style line 22 lc rgb '#12436D' lw 2.8 dt (12,5) pt 7 ps 1.1
set style line 23 lc rgb '#D6E6F5' lw 1 dt 1
set style line 24 lc rgb '#AFCDEB' lw 1 dt 1
# Of bars in rows: saving, cost, net, council, carer, court; 10 more: the pale tint of each. 50 thin
# lines and dots, 51 the line from a dot to its words.
set style line 30 lc rgb '#12436D'
set style line 31 lc rgb '#F46A25'
set style line 32 lc rgb '#3D3D3D'
set style line 33 lc rgb '#12436D'
set style line 34 lc rgb '#28A197'
set style line 35 lc rgb '#F46A25'
set style line 40 lc rgb '#AFCDEB'
set style line 41 lc rgb '#FBC7AD'
set style line 42 lc rgb '#BFBFBF'
set style line 43 lc rgb '#AFCDEB'
set style line 44 lc rgb '#AFDDD8'
set style line 45 lc rgb '#FBC7AD'
set style line 50 lc rgb '#0B0C0C' lw 1.4 dt 1 pt 7 ps 1.6
set style line 51 lc rgb '#8A9297' lw 0.8 dt 1

unset key
set lmargin at screen plot_left
set rmargin at screen plot_right
set bmargin at screen plot_bottom
set tmargin at screen plot_top
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set border 1 lc rgb grey lw 1
set grid ytics back lt 1 lc rgb pale lw 1
set xtics nomirror out scale 0.6 norotate offset 0,0.15 noenhanced textcolor rgb ink
set xtics ('' 2 * x_low - x_high)
do for [i = 1:x_ticks] { set xtics add (x_tick_text[i] x_tick_at[i]) }
set ytics nomirror scale 0 noenhanced textcolor rgb ink
set ytics ('' 2 * y_low - y_high)
do for [i = 1:y_ticks] { set ytics add (y_tick_text[i] y_tick_at[i]) }
if (y_low < 0) { set arrow from x_low, 0 to x_high, 0 nohead lt 1 lc rgb grey lw 1.2 front }

# Words under the years, then title, subtitle, unit and source.
note_font = ',12'
do for [i = 1:x_ticks] {
    set label x_tick_note[i] at first x_tick_at[i], screen note_y centre noenhanced \
        font note_font textcolor rgb grey
}
title_font = ',22'
do for [i = 1:words] {
    if (word_size[i] == 1) {
        set label word_text[i] at screen word_x[i], word_y[i] left enhanced \
            font title_font textcolor rgb ink
    }
    if (word_size[i] == 2) {
        set label word_text[i] at screen word_x[i], word_y[i] left noenhanced textcolor rgb grey
    }
    if (word_size[i] == 3 && word_align[i] == 1) {
        set label word_text[i] at screen word_x[i], word_y[i] left noenhanced textcolor rgb ink
    }
    if (word_size[i] == 3 && word_align[i] == 2) {
        set label word_text[i] at screen word_x[i], word_y[i] right noenhanced textcolor rgb ink
    }
    if (word_size[i] == 4) {
        set label word_text[i] at screen word_x[i], word_y[i] left noenhanced \
            font note_font textcolor rgb grey
    }
}

# The rule between what happened and what is forecast, and the target.
if (ruled) {
    set arrow from first rule_x, first y_low to first rule_x, screen rule_top nohead \
        lc rgb grey lw 1.2 dt (6,5) back
}
if (aimed) { set arrow from first x_low, first target to first x_high, first target nohead ls 9 }

# The names at the ends of the lines, each joined to its end where it had to be moved.
do for [i = 1:ends] {
    set label end_text[i] at screen ends_x, first end_y[i] left noenhanced textcolor rgb ink \
        offset screen 0, screen end_up[i] front
}
do for [i = 1:joins] {
    set arrow from first join_x[i], first join_from[i] to screen joins_x, first join_to[i] nohead \
        lt 1 lc rgb '#8A9297' lw 0.8 back
}

# Numbers at points.
do for [i = 1:values] {
    if (value_align[i] == 1) {
        set label value_text[i] at first value_x[i], first value_y[i] left noenhanced \
            textcolor rgb (value_light[i] ? paper : ink) offset screen value_dx[i], screen value_dy[i] front
    }
    if (value_align[i] == 2) {
        set label value_text[i] at first value_x[i], first value_y[i] right noenhanced \
            textcolor rgb (value_light[i] ? paper : ink) offset screen value_dx[i], screen value_dy[i] front
    }
    if (value_align[i] == 3) {
        set label value_text[i] at first value_x[i], first value_y[i] centre noenhanced \
            textcolor rgb (value_light[i] ? paper : ink) offset screen value_dx[i], screen value_dy[i] front
    }
}

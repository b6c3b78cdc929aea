# SPDX-License-Identifier: GPL-3.0-or-later
# The same once more as SVG.
set output
set terminal svg size 1200,svg_height dynamic font 'Arial,15' fontscale 1.25 linewidth 1.2 butt \
    background rgb '#FFFFFF'
set output svg_file
replot
set output

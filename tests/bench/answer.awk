# SPDX-License-Identifier: GPL-3.0-or-later
# answer.awk: an answer of the benchmark in one form for all who give it, but for the order of its
# lines. No header, no quotes; nothing is 0; money to the cent, means and shares to six digits.
# A month or owner of zeros only may be listed or not.

BEGIN {
	FS = ","
	keys = job == "J1" ? 0 : job == "J2" ? 1 : 2
}

function figure(text,    value) {
	value = text == "NaN" ? 0 : text + 0
	return value == 0 ? "0" : sprintf(value < 1000 ? "%.6f" : "%.2f", value)
}

{ gsub(/["\r]/, "") }

NR == 1 && $NF !~ /^[0-9.]*$/ { next }

keys == 0 {
	for (i = 1; i <= NF; i++)
		records += $i
	next
}

{
	line = $1
	some = 0
	for (i = 2; i <= NF; i++) {
		line = line "," (i > keys ? figure($i) : $i)
		some = some || i > keys && figure($i) != "0"
	}
	if (some)
		print line
}

END {
	if (keys == 0)
		print records + 0
}

# SPDX-License-Identifier: GPL-3.0-or-later
# found-again.awk: what the programs in tests/found-again share, and put before their own rules.
#
# parameters.tsv becomes value[kind, name, scope]; the header of a CSV file the names for get().
# A program says what it finds with same() and near(), then ends with at_least().

FILENAME ~ /parameters[.]tsv$/ {
	split($0, part, "\t")
	value[part[1], part[2], part[3]] = part[4]
	next
}
FNR == 1 {
	split("", column)
	for (i = 1; i <= NF; i++)
		column[$i] = i
	next
}

function drawn(name, scope) { return known("drawn", name, scope) }
function realised(name, scope) { return known("realised", name, scope) }
function known(kind, name, scope) {
	if (!((kind, name, scope) in value))
		complain("parameters.tsv has no " kind " " name " " scope)
	return value[kind, name, scope]
}

function get(name) {
	if (!(name in column)) {
		complain(FILENAME " has no column " name)
		exit
	}
	return $column[name]
}

function complain(text) {
	if (bad++ < 8)
		print text
}

# Money in cents: digits with at most two decimals. Sums stay far below 2^53, so they are exact.
function cents(text,    part) {
	if (text !~ /^[0-9]+([.][0-9][0-9]?)?$/)
		complain("not money: \"" text "\"")
	split(text "." , part, ".")
	return (part[1] substr(part[2] "00", 1, 2)) + 0
}

# Whole numbers only, and equal to the last digit.
function same(what, found, expected) {
	checked++
	if (found != int(found) || found != expected)
		complain(sprintf("%s: found %.15g, not %.15g", what, found, expected))
}

# Within four standard errors: by chance one in 16,000 is not.
function near(what, found, expected, error) {
	checked++
	if (!(error > 0) || found == "" || (found - expected) ^ 2 > 16 * error ^ 2)
		complain(sprintf("%s: found %s, drawn %.6g, which is %.1f standard errors", what,
			found, expected, error > 0 ? (found - expected) / error : 0))
}

function share_error(share, n) { return n > 0 ? sqrt(share * (1 - share) / n) : 0 }

# Days since 1970-01-01 of YYYY-MM-DD...; the year begins in March.
function day_number(text,    year, month) {
	year = substr(text, 1, 4)
	month = (substr(text, 6, 2) + 9) % 12
	year -= month > 9
	year = year * 365 + int(year / 4) - int(year / 100) + int(year / 400)
	return year + int((month * 153 + 2) / 5) + substr(text, 9, 2) - 719469
}
function second_number(text) {
	return ((day_number(text) * 24 + substr(text, 12, 2)) * 60 + substr(text, 15, 2)) * 60 \
		+ substr(text, 18, 2)
}

function at_least(count) {
	if (checked < count)
		complain("only " checked + 0 " found, not " count)
	exit bad > 0
}

# SPDX-License-Identifier: GPL-3.0-or-later
# rules-words.awk: rules and checks as entries of a page. A list of the page is known by the comment
# before it, .\" list NAME: NAME is a table of rules, or "check" and a layer of checks.
#
# -v rules=1    files of rules (CSV) as NAME, tab, line
# -v checks=1   the checks of lib/checks.c, likewise
# -v lists=1    the lists of a page, likewise
# -v update=1   prints the page (second file) with the lists of the first in place of its own

function escaped(s) {
	gsub(/\\/, "\\e", s)
	gsub(/--/, "\\-\\-", s)
	gsub(/'/, "\\(aq", s)
	gsub(/"/, "\\(dq", s)
	gsub(/待定/, "\\[u5F85]\\[u5B9A]", s)
	return s
}

# The cells of a line, into cell[]; no cell of these files has a line end in it.
function cut(line, n, at, c, quoted) {
	n = 1
	cell[1] = ""
	for (at = 1; at <= length(line); at++) {
		c = substr(line, at, 1)
		if (c == "\"" && quoted && substr(line, at + 1, 1) == "\"") {
			cell[n] = cell[n] c
			at++
		} else if (c == "\"")
			quoted = !quoted
		else if (c == "," && !quoted)
			cell[++n] = ""
		else
			cell[n] = cell[n] c
	}
	return n
}

rules && FNR == 1 {
	table = FILENAME
	sub(/.*\//, "", table)
	sub(/\.csv$/, "", table)
	n = cut($0)
	for (i = 1; i <= n; i++)
		place[cell[i]] = i
	next
}
rules {
	cut($0)
	print table "\t.It Cm " cell[place["id"]] " Pq " cell[place["severity"]]
	print table "\t" escaped(cell[place["means"]])
}

# What a list of initialisers says: text between quotes, one piece after the other.
function strings(s, all) {
	while (match(s, /"([^"\\]|\\.)*"/)) {
		all = all substr(s, RSTART + 1, RLENGTH - 2)
		s = substr(s, RSTART + RLENGTH)
	}
	return all
}

function form_of(kind, needed) {
	return needed ? form[kind] : "[" form[kind] "]"
}

function show_check(s, word, layer, needs) {
	split(s, word, /, */)
	layer = "check " tolower(word[3])
	if (word[4] == "ONE")
		needs = "column"
	else if (word[4] == "MAY")
		needs = "[column]"
	if (word[5] != "NONE")
		needs = needs (needs ? ", args " : "args ") form_of(word[5], s ~ /NEEDED/)
	print layer "\t.It Cm " strings(word[2]) (needs ? " Pq " needs : "")
	sub(/.*\.doc = /, "", s)
	print layer "\t" escaped(strings(s))
}

checks && /^\tCHECK\(/ { entry = "" }
checks && /^\tCHECK\(/, /\),$/ {
	sub(/^[ \t]+/, "")
	entry = entry (entry ? " " : "") $0
	if (/\),$/) {
		sub(/^CHECK\(/, "", entry)
		all[++count] = entry
	}
}
checks && /^\t\[SOPS_ARGS_/ {
	kind = $1
	gsub(/^\[SOPS_ARGS_|\]$/, "", kind)
	match($0, /"[^"]*"/)
	form[kind] = substr($0, RSTART + 1, RLENGTH - 2)
}
END {
	for (i = 1; checks && i <= count; i++)
		show_check(all[i])
}

update && NR == FNR {
	split($0, half, "\t")
	text[half[1]] = text[half[1]] half[2] "\n"
	next
}
(lists || update) && /^\.\\" list / {
	name = substr($0, 10)
	if (update)
		print
	getline
	if (update)
		printf "%s\n%s", $0, text[name]
	next
}
/^\.El/ { name = "" }
lists && name != "" { print name "\t" $0 }
update && name == "" { print }

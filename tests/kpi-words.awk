# SPDX-License-Identifier: GPL-3.0-or-later
# kpi-words.awk: definitions of metrics and the entries of a page that define them.
#
# -v format=1   definitions as TSV (metric, what, text) become lines of mdoc: NAME, tab, line
# -v entries=1  the entries of a page, likewise
# -v update=1   prints the page (second file) with the lines of the first in its entries

function escaped(s) {
	gsub(/--/, "\\-\\-", s)
	gsub(/ - /, " \\- ", s)
	gsub(/'/, "\\(aq", s)
	gsub(/\^/, "\\(ha", s)
	return s
}

function close_metric() {
	if (metric == "")
		return
	print metric "\t.It Cm " metric " Pq " unit
	for (i = 1; i <= n; i++)
		print metric "\t" line[i]
	n = 0
}

BEGIN { FS = "\t" }

format && FNR > 1 {
	if ($1 != metric)
		close_metric()
	metric = $1
	if ($2 == "unit")
		unit = $3
	else if ($2 == "formula")
		line[++n] = escaped($3)
	else {
		line[++n] = ".br"
		line[++n] = $2 ": " escaped($3)
	}
}
END {
	if (format)
		close_metric()
}

update && NR == FNR {
	text[$1] = text[$1] $2 "\n"
	next
}
/^\.(It Cm [^ ]+ Pq |Ss|Sh|El)/ {
	name = ""
	if (/^\.It Cm [^ ]+ Pq /) {
		split($0, word, " ")
		name = word[3]
		if (update && name in text)
			printf "%s", text[name]
	}
}
entries && name != "" { print name "\t" $0 }
update && !(name != "" && name in text) { print }

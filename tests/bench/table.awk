# SPDX-License-Identifier: GPL-3.0-or-later
# table.awk: the results of the benchmark as Markdown tables: seconds, ratios, growth, audits.
# Reads lines of: file, job, name, seconds, peak MB, verdict, bytes, processor seconds.

BEGIN {
	FS = "\t"
	n = split("A J1,A J2,A J3,A J4,B J1,B J2,B J3,B J4", column, ",")
	many = "sops-j" threads
	pipe = "sops-pipe-j" threads
	title["sops-j1"] = "**sops**, 1 thread"
	title[many] = "**sops**, " threads " threads"
	title["sops-pipe-j1"] = "**sops** behind a pipe, 1 thread"
	title[pipe] = "**sops** behind a pipe, " threads " threads"
	title["read"] = "read() of 256 KiB blocks, nothing else"
	title["read-pipe"] = "a pipe, nothing else"
	title["libcsv"] = "libcsv alone, 1 thread"
	title["reader"] = "the reader of sops alone, 1 thread"
	title["zsv"] = "`zsv count`, fast engine, " threads " threads"
	title["libzsv"] = "libzsv, fast engine, and a table in C, 1 thread"
	title["duckdb"] = "DuckDB, " threads " threads"
	title["polars"] = "Polars, " threads " threads"
	title["miller"] = "Miller"
	title["sqlite"] = "SQLite"
	order = "read,read-pipe,sops-j1," (threads > 1 ? many "," : "") "sops-pipe-j1," \
		(threads > 1 ? pipe "," : "") "reader,zsv,libzsv,duckdb,polars,xan,qsv,awk,datamash," \
		"miller,sqlite,csvkit,libcsv"
}

$2 == "growth" {
	grown[++sizes] = $3
	growth_seconds[sizes] = $4
	growth_memory[sizes] = $5
	next
}

$2 == "history" {
	split($3, run, " ")
	runs[++histories] = run[1]
	run_rows[histories] = run[2]
	run_seconds[histories] = $4
	run_memory[histories] = $5
	next
}

$2 == "audit" && $1 == "C" {
	audited[$3] = $4 + 0
	audit_memory[$3] = $5
	size["C"] = $7
	next
}

$2 == "audit" {
	split($3, run, " ")
	audit_rules[++audits] = run[1]
	audit_deals[audits] = run[2]
	audit_seconds[audits] = $4 + 0
	audit_peak[audits] = $5
	next
}

$2 == "import" {
	imported[$1, $3] = $4
	next
}

{
	at = $1 " " $2
	known[$3] = 1
	seconds[at, $3] = $4 == "failed" ? 0 : $4
	failed[at, $3] = $4 == "failed"
	wrong[at, $3] = $6 == "DIFFERS"
	memory[at, $3] = $5
	bytes[at] = size[$1] = $7
	if ($5 > peak[$3] && $1 ~ /^[AB]$/)
		peak[$3] = $5
}

function short(value) {
	return sprintf(value < 1 ? "%.2f" : value < 10 ? "%.1f" : "%.0f", value)
}

function head(first, last,    i, line, rule) {
	line = "| " first " |"
	rule = "|---|"
	for (i = 1; i <= n; i++) {
		line = line " " column[i] " |"
		rule = rule "---|"
	}
	print line (last ? " " last " |" : "")
	print rule (last ? "---|" : "")
}

function seconds_row(name,    i, line, cell, any) {
	if (!(name in known))
		return
	for (i = 1; i <= n; i++) {
		cell = seconds[column[i], name]
		any = any || cell
		if (cell > 0)
			cell = sprintf("%.2f", cell) (wrong[column[i], name] ? " wrong" : "")
		else if (failed[column[i], name])
			cell = "failed"
		line = line " " cell " |"
	}
	if (any)
		print "| " (name in title ? title[name] : name) " |" line, sprintf("%.0f", peak[name]) " |"
}

# a over b, of every file and job that has both.
function ratio_row(text, a, b,    i, line, any, right) {
	for (i = 1; i <= n; i++) {
		right = !wrong[column[i], a] && seconds[column[i], a] > 0 && seconds[column[i], b] > 0
		any = any || right
		line = line " " (right ? short(seconds[column[i], a] / seconds[column[i], b]) : "") " |"
	}
	if (any)
		print "| " text " |" line
}

# The floor, which took turns with it, over every job.
function share_row(text, floor, name,    i, line, any, low, mine) {
	for (i = 1; i <= n; i++) {
		low = seconds[column[i], floor]
		mine = seconds[column[i], name]
		any = any || low > 0 && mine > 0
		line = line " " (low > 0 && mine > 0 ? sprintf("%.0f %%", 100 * low / mine) : "") " |"
	}
	if (any)
		print "| " text " |" line
}

function per_byte_row(text, name,    i, line, any, a, b, right) {
	for (i = 1; i <= n; i++) {
		b = column[i]
		a = "A" substr(b, 2)
		right = b ~ /^B/ && seconds[a, name] > 0 && seconds[b, name] > 0
		any = any || right
		line = line " " (right ? sprintf("%.2f",
			seconds[b, name] / bytes[b] / (seconds[a, name] / bytes[a])) : "") " |"
	}
	if (any)
		print "| " text " |" line
}

# Many groups: time and memory of J4 alone, of which the column for memory above has the most.
function groups_table(at,    i, name) {
	print "\n| " at ", many groups | seconds | peak MB |\n|---|---|---|"
	for (i = 1; i <= count; i++) {
		name = names[i]
		if (seconds[at, name] > 0)
			printf "| %s | %.2f%s | %.0f |\n", name in title ? title[name] : name,
				seconds[at, name], wrong[at, name] ? " wrong" : "", memory[at, name]
	}
}

function growth_table(    i) {
	print "\n| groups | seconds | peak MB | ns a group | bytes a group |\n|---|---|---|---|---|"
	for (i = 1; i <= sizes; i++)
		printf "| %d | %s | %.0f | %.0f | %.0f |\n", grown[i], short(growth_seconds[i]),
			growth_memory[i], growth_seconds[i] / grown[i] * 1e9,
			growth_memory[i] / grown[i] * 1048576
	printf "\nFrom %d groups to %d, %.1f times as many: %.1f times the time, %.1f times the memory.\n",
		grown[1], grown[sizes], grown[sizes] / grown[1],
		growth_seconds[sizes] / growth_seconds[1], growth_memory[sizes] / growth_memory[1]
}

function history_table(    i, what) {
	what["any"] = "rows in no order"
	what["beside"] = "the same beside their deals"
	what["sorted"] = "rows sorted by deal"
	print "\n| stage history | rows | seconds | peak MB | ns a row | bytes a row |\n" \
		"|---|---|---|---|---|---|"
	for (i = 1; i <= histories; i++)
		printf "| %s | %d | %s | %.0f | %.0f | %.0f |\n", what[runs[i]], run_rows[i],
			short(run_seconds[i]), run_memory[i], run_seconds[i] / run_rows[i] * 1e9,
			run_memory[i] / run_rows[i] * 1048576
}

function audit_row(text, name) {
	if (audited[name] > 0)
		printf "| %s | %.2f | %.0f | %.0f |\n", text, audited[name],
			size["C"] / 1e6 / audited[name], audit_memory[name]
}

function audit_rows(j,    behind) {
	behind = j == 1 ? ", 1 thread" : ", " j " threads"
	audit_row("sops-kpi, all figures" behind, "plain-j" j)
	audit_row("**sops-audit**, all rules" behind, "audit-j" j)
	audit_row("**sops-audit** behind a pipe" behind, "audit-pipe-j" j)
}

function audit_table() {
	printf "\n| %.0f MB of canonical deals | seconds | MB/s | peak MB |\n|---|---|---|---|\n",
		size["C"] / 1e6
	audit_row("read() of 256 KiB blocks, nothing else", "read")
	audit_rows(1)
	if (threads > 1)
		audit_rows(threads)
}

# A deal more: what the largest size takes over the smallest, by the deals between.
function audit_growth_table(    i, k, rules, what) {
	split("all forgetful alike", rules, " ")
	what["all"] = "all rules"
	what["forgetful"] = "all but two that remember each deal"
	what["alike"] = "deals nearly alike"
	print "\n| sops-audit, " (threads == 1 ? "1 thread" : threads " threads") \
		" | deals | seconds | peak MB | ns a deal | bytes a deal more |\n" \
		"|---|---|---|---|---|---|"
	for (k = 1; k in rules; k++)
		for (i = 1; i <= audits; i++)
			if (audit_rules[i] == rules[k])
				growth_row(what[rules[k]], i)
}

function growth_row(text, i,    from, more) {
	if (text in last_size) {
		from = last_size[text]
		more = (audit_peak[i] - audit_peak[from]) * 1048576
		more = sprintf("%.0f", more / (audit_deals[i] - audit_deals[from]))
	}
	printf "| %s | %d | %s | %.0f | %.0f | %s |\n", text, audit_deals[i],
		short(audit_seconds[i]), audit_peak[i], audit_seconds[i] / audit_deals[i] * 1e9, more
	last_size[text] = i
}

function import_line(letter, what, j) {
	if (imported[letter, "kpi-j" j] > 0)
		printf "sops-import, %s, %s: %.2f seconds, %.1f times what sops-kpi of it takes, " \
			"%.1f times what J2 takes.\n",
			what, (j == 1 ? "1 thread" : j " threads"), imported[letter, "import-j" j],
			imported[letter, "import-j" j] / imported[letter, "plain-j" j],
			imported[letter, "import-j" j] / imported[letter, "kpi-j" j]
}

function import_lines(letter, what) {
	import_line(letter, what, 1)
	if (threads > 1)
		import_line(letter, what, threads)
}

END {
	head("seconds", "peak MB")
	count = split(order, names, ",")
	for (i = 1; i <= count; i++)
		seconds_row(names[i])
	print ""
	head("times as long, or share")
	ratio_row("DuckDB / sops, " threads " threads each", "duckdb", many)
	ratio_row("Polars / sops, " threads " threads each", "polars", many)
	ratio_row("`zsv count` / sops, " threads " threads each", "zsv", many)
	ratio_row("libzsv / sops, 1 thread each", "libzsv", "sops-j1")
	ratio_row("libzsv, 1 thread / sops, " threads " threads", "libzsv", many)
	ratio_row("libcsv alone / the reader of sops alone", "libcsv", "reader")
	share_row("share of the read() floor, " threads " threads", "read", many)
	share_row("share of the pipe floor, " threads " threads", "read-pipe", pipe)
	share_row("share of the pipe floor, 1 thread", "read-pipe", "sops-pipe-j1")
	if (threads > 1)
		ratio_row("1 thread / " threads " threads", "sops-j1", many)
	per_byte_row("B a byte / A a byte, 1 thread", "sops-j1")
	if (threads > 1)
		per_byte_row("B a byte / A a byte, " threads " threads", many)
	at = "irregular J1"
	if (seconds[at, "libcsv"] > 0)
		printf "\nNot one regular record: the reader of sops takes %.2f times as long as libcsv" \
			" alone.\n", seconds[at, "reader"] / seconds[at, "libcsv"]
	if (seconds["A J4", "sops-j1"] > 0)
		groups_table("A J4")
	if (sizes)
		growth_table()
	if (histories)
		history_table()
	if ("audit-j1" in audited)
		audit_table()
	if (audits)
		audit_growth_table()
	if (("C", "kpi-j1") in imported)
		print ""
	import_lines("A", "A")
	import_lines("C", "canonical deals")
	printf "\n%d deals: A is %.0f MB, B %.0f MB; whole processes, page cache warm, medians of %d" \
		" runs taken in turns.\n%s%s.\n", deals, size["A"] / 1e6, size["B"] / 1e6,
		times, processors, versions == "" ? "" : "; " versions
}

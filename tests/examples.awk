# SPDX-License-Identifier: GPL-3.0-or-later
# examples.awk: the examples of a page: in literal blocks (mdoc: .Bd -literal; Markdown: ```console)
# a line "$ command" and the lines it prints.
#
# Writes the n-th to DIR/n.cmd, DIR/n.out and DIR/n.line; or with -v update=1 prints the page
# with what DIR/n.new has in the place of what stood there.

function plain(s) {
	if (!roff)
		return s
	gsub(/\\&/, "", s)
	gsub(/\\-/, "-", s)
	gsub(/\\\(aq/, "'", s)
	gsub(/\\\(dq/, "\"", s)
	gsub(/\\\(ga/, "`", s)
	gsub(/\\\(ha/, "^", s)
	gsub(/\\\(ti/, "~", s)
	gsub(/\\(e|\(rs)/, "\\", s)
	return s
}

function escaped(s) {
	if (!roff)
		return s
	gsub(/\\/, "\\e", s)
	gsub(/'/, "\\(aq", s)
	if (s ~ /^\./)
		s = "\\&" s
	return s
}

# What was printed ends here; empty lines before the next command only set it off.
function close_example(  line) {
	if (!example)
		return
	if (update) {
		while ((getline line <(dir "/" n ".new")) > 0)
			print escaped(line)
		printf "%s", held
	} else {
		close(dir "/" n ".cmd")
		close(dir "/" n ".out")
	}
	held = ""
	example = 0
}

function command(text) {
	n++
	example = 1
	if (!update) {
		printf "" >(dir "/" n ".out")
		print FNR >(dir "/" n ".line")
		close(dir "/" n ".line")
	}
	continues(substr(text, 3))
}

function continues(text) {
	if (!update)
		print text >(dir "/" n ".cmd")
	more = text ~ /\\$/
}

BEGIN { roff = ARGV[1] !~ /\.md$/ }

roff ? /^\.Ed/ : /^```/ && block {
	close_example()
	block = 0
	if (update)
		print
	next
}
roff ? /^\.Bd .*-literal/ : /^```console/ {
	block = 1
	if (update)
		print
	next
}
block {
	text = plain($0)
	if (more) {
		if (update)
			print
		continues(text)
		next
	}
	if (text ~ /^\$ /) {
		close_example()
		if (update)
			print
		command(text)
		next
	}
	if (example && text == "")
		held = held "\n"
	else if (example && !update)
		printf "%s%s\n", held, text >(dir "/" n ".out")
	if (text != "")
		held = ""
	if (example)
		next
}
update { print }

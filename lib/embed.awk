# SPDX-License-Identifier: GPL-3.0-or-later
# embed.awk: C source that holds text files, by their names: a string literal a line.
#
# -v include=HEADER   the header that declares the array
# -v array=NAME       of struct sops__builtin; the last has no name

function quoted(s) {
	gsub(/\\/, "&&", s)
	gsub(/"/, "\\\"", s)
	gsub(/\t/, "\\t", s)
	gsub(/\r/, "\\r", s)
	gsub(/\?/, "\\?", s)
	return "\"" s "\\n\""
}

BEGIN {
	print "/* Made by lib/embed.awk. */"
	print "#include \"" include "\"\n"
	print "const struct sops__builtin " array "[] = {"
}
FNR == 1 {
	if (NR > 1)
		print "\t},"
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.[a-z]+$/, "", name)
	print "\t{ \"" name "\","
}
{ print "\t\t" quoted($0) }
END { print (NR ? "\t},\n" : "") "\t{ 0, 0 },\n};" }

# SPDX-License-Identifier: GPL-3.0-or-later
# profiles.awk: C source that holds the profiles, from their files: a string literal a line.

function quoted(s) {
	gsub(/\\/, "&&", s)
	gsub(/"/, "\\\"", s)
	gsub(/\t/, "\\t", s)
	gsub(/\r/, "\\r", s)
	gsub(/\?/, "\\?", s)
	return "\"" s "\\n\""
}

BEGIN {
	print "/* Made by lib/profiles.awk. */"
	print "#include \"profile_private.h\"\n"
	print "const struct sops__builtin sops__builtins[] = {"
}
FNR == 1 {
	if (NR > 1)
		print "\t},"
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.profile$/, "", name)
	print "\t{ \"" name "\","
}
{ print "\t\t" quoted($0) }
END { print (NR ? "\t},\n" : "") "\t{ 0, 0 },\n};" }

# SPDX-License-Identifier: GPL-3.0-or-later
# completions.awk: from what `COMMAND --print-options` prints (letter, name, argument, choices, help,
# separated by tabs; - for none) the completions of bash, zsh and fish: DIR/bash/COMMAND,
# DIR/zsh/_COMMAND, DIR/fish/COMMAND.fish.

BEGIN {
	FS = "\t"
	bash = dir "/bash/" command
	zsh = dir "/zsh/_" command
	fish = dir "/fish/" command ".fish"
	quote = "'"
}

# A word for the shell, in single quotes.
function quoted(s, q) {
	gsub(quote, q, s)
	return quote s quote
}

# A description for zsh, where brackets and colons mean something.
function described(s) {
	gsub(/[\[\]:\\]/, "\\\\&", s)
	return s
}

{
	letter = $1 == "-" ? "" : "-" $1
	long = $2 == "-" ? "" : "--" $2
	argument = $3 == "-" ? "" : $3
	choices = $4 == "-" ? "" : $4
	gsub(/[|,]/, " ", choices)
	file = argument ~ /FILE|PATH/

	words = words " " letter " " long
	if (argument) {
		pattern = letter && long ? letter " | " long : letter long
		if (choices && file)
			cases = cases "\t" pattern ") mapfile -t COMPREPLY < <(compgen -f -W " quoted(choices) " -- \"$word\") ;;\n"
		else if (choices)
			cases = cases "\t" pattern ") mapfile -t COMPREPLY < <(compgen -W " quoted(choices) " -- \"$word\") ;;\n"
		else if (!file)
			cases = cases "\t" pattern ") ;;\n"
		else
			cases = cases "\t" pattern ") mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
	}

	spec = "[" described($5) "]"
	if (argument)
		spec = spec ":" described(argument) ":" (file ? "_files" : choices ? "(" choices ")" : "")
	if (letter)
		specs = specs " \\\n\t" quoted("*" letter (argument ? "+" : "") spec, "'\\\\''")
	if (long)
		specs = specs " \\\n\t" quoted("*" long (argument ? "=" : "") spec, "'\\\\''")

	print "complete -c " command (letter ? " -s " $1 : "") (long ? " -l " $2 : "") \
		(choices ? (file ? " -r -F" : " -x") " -a " quoted(choices, "\\\\'") : file ? " -r -F" : argument ? " -x" : "") \
		" -d " quoted($5, "\\\\'") >fish
}

END {
	name = "_" command
	gsub(/-/, "_", name)
	printf "# bash completion for %s\n" \
		"%s()\n{\n" \
		"\tlocal word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}\n\n" \
		"\t# --option=word comes as three words.\n" \
		"\t[[ $word != '=' ]] || word=\n" \
		"\t[[ $option != '=' ]] || option=${COMP_WORDS[COMP_CWORD - 2]}\n" \
		"\tCOMPREPLY=()\n" \
		"\tcase $option in\n%s" \
		"\t*)\n" \
		"\t\tif [[ $word == -* ]]; then\n" \
		"\t\t\tmapfile -t COMPREPLY < <(compgen -W '%s' -- \"$word\")\n" \
		"\t\telse\n" \
		"\t\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n" \
		"\t\tfi\n" \
		"\t\t;;\n" \
		"\tesac\n}\n" \
		"complete -o filenames -F %s %s\n", command, name, cases, words, name, command >bash
	printf "#compdef %s\n_arguments -S%s \\\n\t'*:file:_files'\n", command, specs >zsh
}

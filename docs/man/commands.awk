# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The help of one command as a subsection of xpack(1).  Variable: command.  What every command has
# (-q, -h, exit codes) is left out: the page says it once.

function roff(text)
{
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	if (text ~ /^[.']/)
		text = "\\&" text
	return text
}

function end_option()
{
	if (names != "")
		printf ".TP\n.B %s\n%s\n", roff(names), roff(help)
	names = help = ""
}

/^usage: / {
	usage = substr($0, 8)
	part = "usage"
	next
}

part == "usage" && NF {
	sub(/^ +/, "")
	usage = usage " " $0
	next
}

part == "usage" {
	printf ".SS %s\n.B %s\n.PP\n.nf\n", command, roff(usage)
	part = "text"
	next
}

part == "text" && /^options:$/ {
	print ".fi"
	part = "options"
	next
}

part == "text" && (NF || seen) {
	if (seen_empty)
		print ".PP\n.nf"
	seen_empty = seen && !NF
	if (!seen_empty)
		print roff($0)
	seen = 1
	next
}

/^exit codes:$/ {
	end_option()
	part = "end"
}

part == "options" && /^  (-.|  ),? *--/ {
	end_option()
	skipped = $0 ~ /--(quiet|help) /
	line = $0
	sub(/^ +/, "", line)
	if (skipped)
		next
	n = index(line, "  ")
	names = n ? substr(line, 1, n - 1) : line
	help = n ? substr(line, n) : ""
	sub(/^ +/, "", help)
	next
}

part == "options" && NF && !skipped {
	sub(/^ +/, "")
	help = help (help != "" ? " " : "") $0
}

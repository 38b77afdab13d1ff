#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The table of checks and the sources say the same: each id that is reported has a row of its
# severity, each row is reported, and each row says all that a row has to say.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need python3

# table ARGUMENT...: tests/table.py, with all that it prints.
table()
{
	python3 "$top_srcdir/tests/table.py" "$@" 2>&1
}

cat >sound.c <<'END'
/* diag_error(diag, at, "in-comment", "text"); */
#define reader_error(reader, id, ...) diag_error((reader)->diag, at_of(reader), id, __VA_ARGS__)
static void refuse(struct diag *diag, struct location at, const char *id)
{
	diag_warning(diag, at, id, "text, with (a parenthesis");
}

struct pair {
	struct location at;
	const char *id;
};

static void refuse_pair(const struct pair *pair)
{
	diag_info(diag, pair->at, pair->id, "text");
}

int read_all(struct reader *reader)
{
	struct pair pair = { at_of(reader, 1), "by-member" };

	diag_fail(reader->diag, EXIT_TRUST, location_of_file("a,b"),
		  "direct", "text");
	reader_error(reader, "by-macro", "'%c'", ')');
	refuse(reader->diag, at, "by-function");
	return -1;
}
END
cat >unsound.c <<'END'
static void refuse(struct diag *diag, const char *id)
{
	diag_error(diag, at, ids[0], "text");
	refuse(diag, "of-this-file");
}
END
cat >bad.json <<'END'
{ "checks": [
	{ "id": "Bad", "title": "A title.", "rationale": "Why", "source": "None.",
	  "wrong": "<a/>\n", "right": "<a/>\n", "needs": "later" },
	{ "id": "later", "title": "all is well" },
	{ "id": "later", "title": "all is well", "rationale": "Why.", "source": "None",
	  "wrong": "<a/>", "right": "<b/>\n" }
] }
END
is 'ids are seen through macros and functions' "$(table uses sound.c)" \
	$'by-function warning\nby-macro error\nby-member info\ndirect error'
is 'what cannot be seen is told' "$(table uses sound.c unsound.c | head -n 1)" \
	"cannot see the id of unsound.c: diag_error(): 'ids[0]'"
is 'defects of rows are seen' "$(table rows bad.json)" "Bad: title is not of the form 'areas do \
not overlap'
Bad: rationale has no full stop at its end
Bad: source has a full stop
Bad: is not of small letters, digits and hyphens
Bad: has one example for both
Bad: needs 'later', which does not come before it
later: has no rationale
later: has no source
later: has no wrong
later: has no right
later: has no line end behind wrong
later: is there twice"

ok 'the table' "${XPACK:?}" explain --json
"$XPACK" explain --json >table.json
is 'each row is whole' "$(table rows table.json)" ''
"$XPACK" explain | awk '{ print $1, $2 }' | sort >rows
table uses "$top_srcdir"/xpack/*.[ch] >reported
is 'each id can be seen in the sources' "$(grep '^cannot see' reported)" ''
is 'each id that is reported has a row of its severity' "$(sort reported | comm -23 - rows)" ''
is 'each row is reported' "$(sort reported | comm -13 - rows)" ''
ok 'the page' "$XPACK" explain --markdown
"$XPACK" explain --markdown >checks.md
is "docs/checks.md is the table's ('make docs' writes it)" \
	"$(diff "$top_srcdir/docs/checks.md" checks.md | head -n 10)" ''
done_testing

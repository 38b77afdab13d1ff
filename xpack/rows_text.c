/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rows of what reading the description reports: xml_*, quantity. */

#include "check.h"

const struct check rows_text[] = {
	{
		.id = "xml-size",
		.title = "a description keeps to the reader's limits",
		.rationale = "All files together have at most 64 MiB and 2,097,152 elements and "
			     "attributes; 32 elements stand inside each other and 32 attributes "
			     "in one; 1,024 files are included, 16 deep. So a description that "
			     "someone else made neither exhausts the memory nor keeps the tool "
			     "busy for hours.",
		.source = "xpack/xml.h and xpack/xml_scan.h, limits; CWE-400, uncontrolled "
			  "resource consumption",
		.wrong = "$ yes '<Area/>' | head -n 3000000 >>system.xml; xpack check "
			 "system.xml\n",
		.right = "$ xpack check system.xml\n",
	},
	{
		.id = "xml-encoding",
		.title = "the text is UTF-8",
		.rationale = "Two readers that take the same bytes for different characters see "
			     "two descriptions. So there is one encoding, UTF-8 without "
			     "surrogates and overlong forms, or US-ASCII where the file declares "
			     "that; nothing is guessed.",
		.source = "XML 1.0 (fifth edition), section 4.3.3; RFC 3629, section 3",
		.wrong = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n",
		.right = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
	},
	{
		.id = "xml-doctype",
		.title = "there is no document type declaration",
		.rationale = "Entities make a text say what is not written in it: they read "
			     "other files, and grow from lines to gigabytes. Nothing in a "
			     "description needs them; files are joined with xi:include.",
		.source = "XML 1.0 (fifth edition), section 2.8; CWE-611, XML external "
			  "entities; CWE-776, recursive entities",
		.wrong = "<!DOCTYPE System [ <!ENTITY ram \"0x40000000\"> ]>\n",
		.right = "<!-- The RAM starts at 0x40000000. -->\n",
	},
	{
		.id = "xml-syntax",
		.title = "each file is a well-formed XML 1.0 document",
		.rationale = "Of a text that is not well-formed nobody can say what it means. "
			     "The first such place is reported; what stands behind it is not "
			     "judged.",
		.source = "XML 1.0 (fifth edition), sections 2.1 and 3.1; Namespaces in XML "
			  "1.0, section 7",
		.wrong = "<Memory name=\"apb\" kind=io start=\"0x80000000\" size=\"64KiB\"/>\n",
		.right = "<Memory name=\"apb\" kind=\"io\" start=\"0x80000000\" "
			 "size=\"64KiB\"/>\n",
	},
	{
		.id = "xml-warning",
		.severity = SEVERITY_WARNING,
		.title = "nothing in the text is doubtful to the XML parser",
		.rationale = "The text is well-formed but says what is hardly meant, such as an "
			     "instruction to a program with a name that is reserved for "
			     "standards: no program is given it.",
		.source = "XML 1.0 (fifth edition), section 2.6",
		.wrong = "<?xml-order by=\"name\"?>\n",
		.right = "<?order by=\"name\"?>\n",
	},
	{
		.id = "xinclude",
		.title = "included files exist and lie where they may",
		.rationale = "A file lies below the directory of the one that includes it, or "
			     "below one that is given with -I: a supplier's file cannot reach "
			     "into the rest of the machine. It does not include itself, nothing "
			     "is fetched, and nothing of XInclude but whole XML documents is "
			     "read.",
		.source = "XInclude 1.0 (second edition), sections 3.1 and 4.2.7; CWE-22, "
			  "path traversal",
		.wrong = "<xi:include href=\"../display.xml\"/>\n",
		.right = "<xi:include href=\"display.xml\"/>\n",
	},
	{
		.id = "schema",
		.title = "the description is valid against the schema",
		.rationale = "An element or attribute that nobody reads is a wish that nobody "
			     "fulfils, so what is misspelt is not passed over. 'xpack schema' "
			     "prints the schema, which explains every element, attribute and "
			     "value. Exit code 4 when libxml2 cannot validate at all.",
		.source = "schemas/xpack-system.xsd; W3C XML Schema 1.0, parts 1 and 2",
		.wrong = "<Memory name=\"apb\" kind=\"mmio\" start=\"0x80000000\" "
			 "size=\"64KiB\"/>\n",
		.right = "<Memory name=\"apb\" kind=\"io\" start=\"0x80000000\" "
			 "size=\"64KiB\"/>\n",
	},
	{
		.id = "quantity",
		.title = "numbers with their units are exact and fit",
		.rationale = "A number that is cut to the bits there are for it means something "
			     "else on the board. There are no signs, no fractions and no "
			     "rounding: 1500us, not 1.5ms.",
		.source = "schemas/xpack-system.xsd, types of values; IEC 80000-13, binary "
			  "prefixes",
		.wrong = "<Memory name=\"apb\" kind=\"io\" start=\"0x80000000\" "
			 "size=\"17179869184GiB\"/>\n",
		.right = "<Memory name=\"apb\" kind=\"io\" start=\"0x80000000\" "
			 "size=\"64KiB\"/>\n",
	},
	{ .id = NULL },
};

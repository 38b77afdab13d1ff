# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""A strict reader of SPDX 2.3 documents, from the clauses of the specification.

    spdx.py SCHEMA DOCUMENT.json FILES...

FILES are the inputs, by any path: each file of the document is one of them, with its digests, and
each of them is in the document.  Prints a line for each relationship, or what is wrong.
"""

import hashlib
import json
import os
import re
import sys

import jsonschema


def licences(expression):
    """The identifiers of an expression (annex D), by shape."""
    words = re.findall(r"[()]|[A-Za-z0-9.+:-]+", expression)
    assert " ".join(words).replace("( ", "(").replace(" )", ")") == expression, expression
    depth = 0
    wanted = True
    for word in words:
        depth += (word == "(") - (word == ")")
        if word in ("AND", "OR", "WITH"):
            assert not wanted, expression
            wanted = True
        elif word not in "()":
            assert wanted, expression
            wanted = False
    assert depth == 0 and not wanted, expression
    return [w for w in words if w not in ("AND", "OR", "WITH", "(", ")")]


def check(document, files):
    elements = document["packages"] + document["files"]
    ids = [element["SPDXID"] for element in elements] + ["SPDXRef-DOCUMENT"]
    assert len(set(ids)) == len(ids), "ids are unique (clauses 7.2, 8.2)"
    related = set()
    for relation in document["relationships"]:
        ends = relation["spdxElementId"], relation["relatedSpdxElement"]
        assert set(ends) <= set(ids), "both ends exist (clause 11.1): %s" % (ends,)
        related.update(ends)
    assert related == set(ids), "unrelated: %s" % (set(ids) - related)
    described = [r for r in document["relationships"] if r["relationshipType"] == "DESCRIBES"]
    assert len(described) == 1 and described[0]["spdxElementId"] == "SPDXRef-DOCUMENT"
    for relation in document["relationships"]:
        if relation["relationshipType"] == "CONTAINS":
            assert "SPDXRef-file-" not in relation["relatedSpdxElement"], "clause 7.8"
    used = set()
    for package in document["packages"]:
        if package["licenseDeclared"] != "NOASSERTION":
            used.update(i for i in licences(package["licenseDeclared"]) if "Ref-" in i)
    refs = [info["licenseId"] for info in document.get("hasExtractedLicensingInfos", [])]
    assert sorted(refs) == sorted(used), "each LicenseRef is there once (clause 10.1)"
    inputs = {}
    for path in files:
        data = open(path, "rb").read()
        inputs["./" + os.path.basename(path)] = [
            hashlib.sha1(data).hexdigest(), hashlib.sha256(data).hexdigest()]
    found = {f["fileName"]: [c["checksumValue"] for c in f["checksums"]] for f in document["files"]}
    assert found == inputs, "files: %s but %s" % (sorted(found), sorted(inputs))


def main(schema, path, *files):
    document = json.load(open(path))
    jsonschema.Draft7Validator(json.load(open(schema))).validate(document)
    check(document, files)
    names = {f["SPDXID"]: f["fileName"] for f in document["files"]}
    for relation in document["relationships"]:
        ends = [e.replace("SPDXRef-", "") if e not in names else names[e]
                for e in (relation["spdxElementId"], relation["relatedSpdxElement"])]
        print(ends[0], relation["relationshipType"], ends[1])


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (AssertionError, OSError, jsonschema.ValidationError) as error:
        sys.exit("not a document: %s" % error)

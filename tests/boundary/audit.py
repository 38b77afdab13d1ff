# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Redoes the proof of the licence boundary as docs/boundary.md describes it.

    audit.py SCHEMA BOUNDARY.json EXTRACTED SUPPLIED

EXTRACTED is the directory that 'xpack extract -C' filled, SUPPLIED the one with the suppliers'
files.  Shares nothing with xpack.  Prints one line for each partition and the host, or what is
wrong.
"""

import hashlib
import json
import os
import sys

import jsonschema


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def position(image, change):
    """Where in the image the change is; None: in another."""
    if image["whole-file"]:
        return change.get("offset")
    at = change["load"] - image["load"]
    return at if 0 <= at and at + change["size"] <= image["packed-size"] else None


def inside_host(image, changes, supplied, host):
    """The bytes of a partition that the host's Pack holds: as listed, and found in the host's."""
    packed = bytearray(supplied)
    for change in changes:
        after = bytes.fromhex(change["after"])
        packed[change["offset"] : change["offset"] + len(after)] = after
    filled = [bytes.fromhex(c["after"]) for c in host["changes"] if c["kind"] == "pack"]
    assert any(bytes(packed) in area for area in filled), "not inside the host"
    return packed


def audit_image(image, changes, extracted, supplied, host):
    if "image" in image:
        packed = bytearray(read(extracted, image["image"]))
    else:
        packed = inside_host(image, changes, supplied, host)
        image["image"] = "a file inside the host"
    assert len(packed) == image["packed-size"], "size of %s" % image["image"]
    assert sha256(packed) == image["packed"], "digest of %s" % image["image"]
    original = supplied[image["offset"] : image["offset"] + image["size"]]
    assert sha256(original) == image["supplied"], "supplied bytes of %s" % image["image"]
    put_back = []
    for change in changes:
        at = position(image, change)
        if at is None:
            continue
        before, after = bytes.fromhex(change["before"]), bytes.fromhex(change["after"])
        assert len(before) == len(after) == change["size"], "size of %s" % change["service"]
        assert packed[at : at + len(after)] == after, "%s is not as listed" % change["service"]
        if "offset" in change:
            found = supplied[change["offset"] : change["offset"] + len(before)]
            assert found == before, "%s was not as listed" % change["service"]
        else:
            assert not any(before), "%s was not zero" % change["service"]
        packed[at : at + len(before)] = before
        put_back.append(change["address"])
    assert packed[: image["size"]] == original, "%s differs elsewhere" % image["image"]
    assert not any(packed[image["size"] :]), "%s has bytes behind its own" % image["image"]
    assert image["restored"] == image["supplied"], "restored digest of %s" % image["image"]
    return put_back


def audit_part(part, extracted, supplied, host):
    data = read(supplied, part["file"])
    assert len(data) == part["size"] and sha256(data) == part["sha256"], part["file"]
    put_back, packed = [], b""
    for image in part["images"]:
        in_host = "image" not in image
        put_back += audit_image(image, part["changes"], extracted, data, host)
        if in_host:
            assert image["packed"] == part["packed"], "digest of all that is packed"
        else:
            packed += read(extracted, image["image"])
    if packed:
        assert sha256(packed) == part["packed"], "digest of all that is packed"
    assert sorted(put_back) == [c["address"] for c in part["changes"]], "changes outside images"
    name = part.get("partition") or part["name"]
    print("%s: %d images, %d places" % (name, len(part["images"]), len(put_back)))


def audit_blob(blob, extracted, supplied):
    packed = bytearray(read(extracted, blob["image"]))
    original = read(supplied, blob["file"])
    assert sha256(original) == blob["sha256"] and sha256(packed) == blob["packed"], blob["name"]
    for change in blob["changes"]:
        before, after = bytes.fromhex(change["before"]), bytes.fromhex(change["after"])
        at = change["load"] - blob["load"]
        assert packed[at : at + len(after)] == after, "%s is not as listed" % change["service"]
        packed[at : at + len(before)] = before
    assert packed == original, "%s differs elsewhere" % blob["name"]


def main(schema, report, extracted, supplied):
    report = json.loads(read(report))
    jsonschema.Draft7Validator(json.loads(read(schema))).validate(report)
    for part in report["partitions"] + [report["host"]]:
        audit_part(part, extracted, supplied, report["host"])
    for blob in report["blobs"]:
        audit_blob(blob, extracted, supplied)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (AssertionError, OSError, jsonschema.ValidationError) as error:
        sys.exit("not proved: %s" % error)

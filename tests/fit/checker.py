# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Checks the configurations of a FIT as U-Boot's verified boot does.

    checker.py check PUBLIC.pem FIT     exit 0: the default configuration is signed with the key, and
                                        the images that it names are what their hashes say
    checker.py tree PUBLIC.pem          what U-Boot's key tree has of an RSA key, in hexadecimal

Written from the procedure in docs/fit.md and from RFC 8017 and FIPS 186-5, without xpack's code and
without a cryptographic library.  RSA goes the way that a board goes, with Montgomery's n0-inverse
and r-squared out of the key tree.

A configuration has to pass twice: with the nodes that the signature names, as checkers of 2023 do,
and with those that the configuration names, as later ones do.
"""

import base64
import hashlib
import struct
import sys
import zlib

from fit import BEGIN, END, END_NODE, PROP, Fit

LEFT_OUT = ("data", "data-size", "data-position", "data-offset")
NAMING = ("kernel", "fdt", "ramdisk", "loadables", "firmware", "script", "fpga", "setup")
PREFIXES = {  # RFC 8017, section 9.2, note 1
    "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


class Refused(Exception):
    pass


def need(holds, why):
    if not holds:
        raise Refused(why)


# -- keys --


def der(data, at=0):
    """(tag, contents, end) of one element."""
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        n = size & 0x7F
        size, at = int.from_bytes(data[at : at + n], "big"), at + n
    return tag, data[at : at + size], at + size


def read_key(path):
    """("rsa", n, e) or ("ec", x, y) of a SubjectPublicKeyInfo in PEM."""
    with open(path) as file:
        lines = [line.strip() for line in file if not line.startswith("-")]
    info = der(base64.b64decode("".join(lines)))[1]
    _, _, end = der(info)
    bits = der(info, end)[1][1:]
    if bits[0] == 4:
        return "ec", int.from_bytes(bits[1:33], "big"), int.from_bytes(bits[33:], "big")
    pair = der(bits)[1]
    _, modulus, end = der(pair)
    return "rsa", int.from_bytes(modulus, "big"), int.from_bytes(der(pair, end)[1], "big")


def key_tree(key):
    _, n, e = key
    bits = n.bit_length()
    return {
        "rsa,num-bits": struct.pack(">I", bits),
        "rsa,modulus": n.to_bytes(bits // 8, "big"),
        "rsa,exponent": struct.pack(">Q", e),
        "rsa,r-squared": (pow(2, 2 * bits, n)).to_bytes(bits // 8, "big"),
        "rsa,n0-inverse": struct.pack(">I", -pow(n, -1, 2**32) % 2**32),
    }


# -- RSA, by Montgomery's multiplication in words of 32 bits --


def montgomery(a, b, n, words, n0_inverse):
    total = 0
    for i in range(words):
        total += (a >> 32 * i & 0xFFFFFFFF) * b
        total = (total + (total * n0_inverse & 0xFFFFFFFF) * n) >> 32
    return total - n if total >= n else total


def rsa_public(tree, signature):
    n = int.from_bytes(tree["rsa,modulus"], "big")
    (bits,) = struct.unpack(">I", tree["rsa,num-bits"])
    (e,) = struct.unpack(">Q", tree["rsa,exponent"])
    (inverse,) = struct.unpack(">I", tree["rsa,n0-inverse"])
    squared = int.from_bytes(tree["rsa,r-squared"], "big")
    words = bits // 32
    value = int.from_bytes(signature, "big")
    need(len(signature) == bits // 8 and value < n, "the signature's size")
    base = montgomery(value, squared, n, words, inverse)
    result = base
    for bit in bin(e)[3:]:
        result = montgomery(result, result, n, words, inverse)
        if bit == "1":
            result = montgomery(result, base, n, words, inverse)
    return montgomery(result, 1, n, words, inverse).to_bytes(bits // 8, "big")


def mask(seed, size, algorithm):
    out, i = b"", 0
    while len(out) < size:
        out += hashlib.new(algorithm, seed + struct.pack(">I", i)).digest()
        i += 1
    return out[:size]


def pss_holds(encoded, digest, algorithm):
    size = len(digest)
    if encoded[-1] != 0xBC:
        return False
    masked, seed = encoded[: -size - 1], encoded[-size - 1 : -1]
    block = bytes(a ^ b for a, b in zip(masked, mask(seed, len(masked), algorithm)))
    block = bytes([block[0] & 0x7F]) + block[1:]
    salt = block.lstrip(b"\0")
    if salt[:1] != b"\1":
        return False
    return hashlib.new(algorithm, bytes(8) + digest + salt[1:]).digest() == seed


def rsa_holds(key, signature, digest, algorithm, padding):
    encoded = rsa_public(key_tree(key), signature)
    if padding == "pss":
        return pss_holds(encoded, digest, algorithm)
    info = bytes.fromhex(PREFIXES[algorithm]) + digest
    return encoded == b"\0\1" + b"\xff" * (len(encoded) - len(info) - 3) + b"\0" + info


# -- ECDSA on P-256 --


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    result = None
    for bit in bin(k)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def ecdsa_holds(key, signature, digest):
    need(len(signature) == 64, "the signature's size")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < N and 0 < s < N):
        return False
    w, e = pow(s, -1, N), int.from_bytes(digest[:32], "big")
    point = add(times(e * w % N, G), times(r * w % N, key[1:]))
    return point is not None and point[0] % N == r


# -- the procedure --


def message(fit, nodes, n_strings):
    """The bytes that a signature over these nodes is over."""
    parts = []
    for _, token, path in fit.walk():
        parent = path.rpartition("/")[0] or "/"
        inside = path in nodes
        if token.tag in (BEGIN, END_NODE):
            inside = inside or (path != "/" and parent in nodes)
        if token.tag == PROP and token.name in LEFT_OUT:
            inside = False
        if inside or token.tag == END:
            parts.append(token.pack())
    return b"".join(parts) + fit.strings[:n_strings]


def named_nodes(fit, configuration):
    nodes = {"/", configuration}
    for name in NAMING:
        for image in fit.texts(configuration, name):
            path = "/images/" + image
            need(path in fit.children("/images"), "no image " + image)
            nodes.add(path)
            nodes.update(at for at in fit.children(path) if at.startswith(path + "/hash"))
    return nodes


def signature_holds(fit, configuration, node, key):
    texts = fit.texts(node, "algo")
    need(texts and texts[0].count(",") == 1, "no algorithm")
    algorithm, kind = texts[0].split(",")
    mine = "ecdsa256" if key[0] == "ec" else "rsa%d" % key[1].bit_length()
    need(algorithm in PREFIXES and kind == mine, "another algorithm")
    value, strings = fit.value(node, "value"), fit.value(node, "hashed-strings")
    need(value is not None and strings is not None, "no signature")
    first, n_strings = struct.unpack(">II", strings)
    need(first == 0 and n_strings <= len(fit.strings), "hashed-strings")
    listed = set(fit.texts(node, "hashed-nodes"))
    need(0 < len(listed) <= 100, "hashed-nodes")
    padding = (fit.texts(node, "padding") or ["pkcs-1.5"])[0]
    for nodes in (listed, named_nodes(fit, configuration)):
        digest = hashlib.new(algorithm, message(fit, nodes, n_strings)).digest()
        if key[0] == "ec":
            need(ecdsa_holds(key, value, digest), "the signature")
        else:
            need(rsa_holds(key, value, digest, algorithm, padding), "the signature")


def hash_of(name, data):
    if name == "crc32":
        return struct.pack(">I", zlib.crc32(data))
    return hashlib.new(name, data).digest()


def check_images(fit, configuration):
    for path in named_nodes(fit, configuration):
        if not path.startswith("/images/") or path.count("/") != 2:
            continue
        for node in fit.children(path):
            if node.startswith(path + "/hash"):
                digest = hash_of(fit.texts(node, "algo")[0], fit.stored(path))
                need(digest == fit.value(node, "value"), "the data of " + path)


def check(fit, key):
    (default,) = fit.texts("/configurations", "default")
    configuration = "/configurations/" + default
    need(configuration in fit.children("/configurations"), "no default")
    prefix = configuration + "/signature"
    why = "no signature"
    for node in fit.children(configuration):
        if not node.startswith(prefix):
            continue
        try:
            signature_holds(fit, configuration, node, key)
            check_images(fit, configuration)
            return
        except Refused as error:
            why = str(error)
    raise Refused(why)


def main():
    key = read_key(sys.argv[2])
    if sys.argv[1] == "tree":
        for name, value in key_tree(key).items():
            print(name, value.hex())
        return 0
    with open(sys.argv[3], "rb") as file:
        fit = Fit(file.read())
    try:
        check(fit, key)
    except Refused as error:
        print("refused: %s" % error)
        return 3
    print("accepted")
    return 0


if __name__ == "__main__":
    sys.exit(main())

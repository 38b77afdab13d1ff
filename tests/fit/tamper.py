# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Changes a signed FIT.

    tamper.py list              the names of the changes; what nobody has to notice begins with
                                "same-"
    tamper.py NAME IN OUT       make one of them; exit 2 when this FIT has nothing to be changed so

Nothing is signed again: a checker has to refuse all but the ones of "same-".
"""

import struct
import sys

from fit import BEGIN, END_NODE, NOP, PROP, Fit, Token

CHANGES = {}


class Inapplicable(Exception):
    pass


def change(function):
    CHANGES[function.__name__.replace("_", "-")] = function
    return function


def default(fit):
    return "/configurations/" + fit.texts("/configurations", "default")[0]


def signature(fit):
    return [at for at in fit.children(default(fit)) if "/signature" in at][0]


def images(fit):
    """The paths of those that the default configuration names."""
    names = []
    for name in ("kernel", "fdt", "loadables"):
        names += fit.texts(default(fit), name)
    return ["/images/" + name for name in names]


def hashes(fit, image):
    return [at for at in fit.children(image) if at.startswith(image + "/hash")]


def flip(data, at=0):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def put(fit, path, name, value):
    token = fit.properties(path).get(name)
    if token is None:
        raise Inapplicable
    token.value, token.tail = value, bytes(-len(value) % 4)


def insert(fit, path, name, value):
    begin, _ = fit.node(path)
    tail = bytes(-len(value) % 4)
    fit.tokens.insert(begin + 1, Token(PROP, name, fit.string(name), value, tail))


def remove(fit, path):
    begin, end = fit.node(path)
    del fit.tokens[begin : end + 1]


def copy_of(fit, path, name):
    begin, end = fit.node(path)
    copy = [Token(t.tag, t.name, t.offset, t.value, t.tail) for t in fit.tokens[begin : end + 1]]
    copy[0].name = name
    return copy


def texts(items):
    return b"".join(item.encode() + b"\0" for item in items)


# -- what an image is used for --


@change
def load(fit):
    put(fit, images(fit)[0], "load", flip(fit.value(images(fit)[0], "load"), 3))


@change
def entry(fit):
    put(fit, images(fit)[0], "entry", flip(fit.value(images(fit)[0], "entry"), 3))


@change
def image_type(fit):
    put(fit, images(fit)[-1], "type", flip(fit.value(images(fit)[-1], "type")))


@change
def compression(fit):
    put(fit, images(fit)[0], "compression", b"gzip\0")


@change
def more_property(fit):
    insert(fit, images(fit)[0], "setup", b"yes\0")


@change
def image_name(fit):
    begin, _ = fit.node(images(fit)[0])
    fit.tokens[begin].name += "x"


@change
def no_image(fit):
    remove(fit, images(fit)[-1])


@change
def swapped_images(fit):
    (first, _), (second, _) = fit.node(images(fit)[0]), fit.node(images(fit)[1])
    a, b = fit.tokens[first], fit.tokens[second]
    a.name, b.name = b.name, a.name


# -- data and hashes --


@change
def data(fit):
    for image in images(fit):
        if fit.stored(image):
            break
    if fit.value(image, "data") is not None:
        put(fit, image, "data", flip(fit.value(image, "data")))
        return
    at = fit.stored_at(image) - fit.total
    fit.behind = flip(fit.behind, at)


@change
def hash_value(fit):
    node = hashes(fit, images(fit)[0])[0]
    put(fit, node, "value", flip(fit.value(node, "value")))


@change
def hash_algorithm(fit):
    put(fit, hashes(fit, images(fit)[0])[0], "algo", b"sha257\0")


@change
def no_hash(fit):
    remove(fit, hashes(fit, images(fit)[0])[0])


@change
def data_twice(fit):
    insert(fit, images(fit)[0], "data", b"another")
    if fit.value(images(fit)[0], "data-offset") is None:
        raise Inapplicable


# -- the configuration --


@change
def swapped_configuration(fit):
    names = fit.texts(default(fit), "kernel") + fit.texts(default(fit), "fdt")
    put(fit, default(fit), "kernel", texts(names[1:]))
    put(fit, default(fit), "fdt", texts(names[:1]))


@change
def configuration_name(fit):
    begin, _ = fit.node(default(fit))
    fit.tokens[begin].name = fit.tokens[begin].name[:-1] + "x"
    put(fit, "/configurations", "default", texts([fit.tokens[begin].name]))


@change
def unsigned_configuration(fit):
    """A copy without a signature becomes the default."""
    copy = copy_of(fit, default(fit), "evil")
    _, end = fit.node(default(fit))
    fit.tokens[end + 1 : end + 1] = copy
    remove(fit, "/configurations/evil/" + signature(fit).rpartition("/")[2])
    put(fit, "/configurations", "default", b"evil\0")


@change
def lent_signature(fit):
    """Another configuration, of an image that nobody signed, takes the signature of the first."""
    name = images(fit)[0].rpartition("/")[2]
    for path, evil in ((images(fit)[0], "evil"), (default(fit), "evil")):
        copy = copy_of(fit, path, evil)
        _, end = fit.node(path)
        fit.tokens[end + 1 : end + 1] = copy
    put(fit, "/images/evil", "load", flip(fit.value("/images/evil", "load"), 2))
    put(fit, "/configurations/evil", "kernel", b"evil\0")
    put(fit, "/configurations", "default", b"evil\0")
    assert fit.texts("/configurations/evil", "kernel") != [name]


@change
def no_default(fit):
    put(fit, "/configurations", "default", b"none\0")


@change
def root_property(fit):
    put(fit, "/", "description", flip(fit.value("/", "description")))


@change
def root_node(fit):
    begin, _ = fit.node("/images")
    fit.tokens[begin:begin] = [Token(BEGIN, "more"), Token(END_NODE)]


@change
def nop(fit):
    begin, _ = fit.node(images(fit)[0])
    fit.tokens.insert(begin + 1, Token(NOP))


@change
def padding(fit):
    """Bytes that fill up a covered value."""
    for _, token, path in fit.walk():
        if token.tag == PROP and path == images(fit)[0] and token.tail and token.name != "data":
            token.tail = b"x" * len(token.tail)
            return
    raise Inapplicable


# -- the signature itself --


@change
def value(fit):
    put(fit, signature(fit), "value", flip(fit.value(signature(fit), "value"), 40))


@change
def value_short(fit):
    put(fit, signature(fit), "value", fit.value(signature(fit), "value")[:-1])


@change
def value_none(fit):
    put(fit, signature(fit), "value", b"")


@change
def algorithm(fit):
    texts_ = fit.texts(signature(fit), "algo")[0].split(",")
    other = "sha384" if texts_[0] != "sha384" else "sha512"
    put(fit, signature(fit), "algo", texts([other + "," + texts_[1]]))


@change
def algorithm_weak(fit):
    texts_ = fit.texts(signature(fit), "algo")[0].split(",")
    put(fit, signature(fit), "algo", texts(["sha1," + texts_[1]]))


@change
def algorithm_key(fit):
    texts_ = fit.texts(signature(fit), "algo")[0].split(",")
    other = "rsa3072" if texts_[1] != "rsa3072" else "rsa2048"
    put(fit, signature(fit), "algo", texts([texts_[0] + "," + other]))


@change
def padding_other(fit):
    if "ecdsa" in fit.texts(signature(fit), "algo")[0]:
        raise Inapplicable
    used = fit.texts(signature(fit), "padding")
    if used:
        put(fit, signature(fit), "padding", b"pkcs-1.5\0" if used == ["pss"] else b"pss\0")
    else:
        insert(fit, signature(fit), "padding", b"pss\0")


@change
def hashed_nodes_fewer(fit):
    nodes = fit.texts(signature(fit), "hashed-nodes")
    put(fit, signature(fit), "hashed-nodes", texts(n for n in nodes if images(fit)[-1] not in n))


@change
def hashed_nodes_more(fit):
    nodes = fit.texts(signature(fit), "hashed-nodes")
    put(fit, signature(fit), "hashed-nodes", texts(nodes + ["/configurations"]))


@change
def hashed_nodes_none(fit):
    put(fit, signature(fit), "hashed-nodes", b"")


@change
def hashed_strings_fewer(fit):
    first, n = struct.unpack(">II", fit.value(signature(fit), "hashed-strings"))
    put(fit, signature(fit), "hashed-strings", struct.pack(">II", first, n - 1))


@change
def hashed_strings_more(fit):
    put(fit, signature(fit), "hashed-strings", struct.pack(">II", 0, 0x7FFFFFFF))


@change
def strings(fit):
    """Another name for a property whose token is the same."""
    at = fit.properties(images(fit)[0])["load"].offset
    fit.strings = flip(fit.strings, at)


@change
def no_signature(fit):
    remove(fit, signature(fit))


# -- what no signature covers --


@change
def same_nothing(_):
    pass


@change
def same_nop(fit):
    begin, _ = fit.node("/images")
    fit.tokens.insert(begin + 1, Token(NOP))


@change
def same_signer(fit):
    insert(fit, signature(fit), "signer-comment", b"another\0")


@change
def same_strings_more(fit):
    fit.string("a-name-behind-those-that-are-covered")


@change
def same_property_of_images(fit):
    insert(fit, "/images", "description", b"of nobody's interest\0")


def main():
    if sys.argv[1] == "list":
        print("\n".join(CHANGES))
        return 0
    with open(sys.argv[2], "rb") as file:
        fit = Fit(file.read())
    try:
        CHANGES[sys.argv[1]](fit)
    except (Inapplicable, IndexError):
        return 2
    with open(sys.argv[3], "wb") as file:
        file.write(fit.pack())
    return 0


if __name__ == "__main__":
    sys.exit(main())

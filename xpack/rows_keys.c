/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rows of what keys report: settings, key, sign. */

#include "check.h"

const struct check rows_keys[] = {
	{
		.id = "no-key",
		.title = "there is a key",
		.rationale = "Nothing is signed with a key that was made on the way, and nothing "
			     "is verified with a key that came with the file. Name one with -k "
			     "or -p, in XPACK_KEY or XPACK_PUBKEY, or in the configuration file. "
			     "Exit code 2.",
		.source = "docs/container.md, \"Trust rules\", 1; xpack/settings.h",
		.wrong = "$ xpack build system.xml\n",
		.right = "$ xpack keygen key.pem; xpack build -k key.pem system.xml\n",
	},
	{
		.id = "key-format",
		.title = "a key file is in PEM form",
		.rationale = "Private keys are read as PKCS#8, public keys as "
			     "SubjectPublicKeyInfo, each in the textual encoding that most tools "
			     "write. A certificate, a key of SSH or a key in DER form is "
			     "something else.",
		.source = "RFC 7468, sections 10 and 13; RFC 5208; RFC 5280, section 4.1.2.7",
		.wrong = "$ openssl pkey -in key.pem -outform DER -out key.der; xpack build "
			 "-k key.der system.xml\n",
		.right = "$ xpack build -k key.pem system.xml\n",
	},
	{
		.id = "key-private",
		.title = "a public key is given where a public key is needed",
		.rationale = "Whoever verifies does not need the private key, and a machine that "
			     "never has it cannot lose it.",
		.source = "RFC 7468, sections 10 and 13",
		.wrong = "$ xpack verify -p key.pem system.itb\n",
		.right = "$ xpack verify -p key.pem.pub system.itb\n",
	},
	{
		.id = "key-public",
		.title = "a private key is given where a private key is needed",
		.rationale = "Signatures are made with the private key; the public one can only "
			     "verify them.",
		.source = "RFC 7468, sections 10 and 13",
		.wrong = "$ xpack build -k key.pem.pub system.xml\n",
		.right = "$ xpack build -k key.pem system.xml\n",
	},
	{
		.id = "key-passphrase",
		.title = "an encrypted private key opens with the passphrase that is given",
		.rationale = "The passphrase comes from --passphrase-file, --passphrase-fd or the "
			     "terminal, never from the command line or the environment, which "
			     "others can read. Exit code 1 when it is wrong, empty or too long, 2 "
			     "when none is given and there is no terminal to ask on: nothing waits "
			     "for an answer that cannot come.",
		.source = "docs/keys.md; RFC 5958, section 3; RFC 8018, section 6.2",
		.wrong = "$ xpack keygen --encrypt key.pem; xpack build -k key.pem system.xml "
			 "</dev/null\n",
		.right = "$ xpack build -k key.pem --passphrase-file /run/secret/release "
			 "system.xml\n",
	},
	{
		.id = "key-permissions",
		.severity = SEVERITY_WARNING,
		.title = "only its owner can read a private key",
		.rationale = "Whoever can read the file can sign releases, and whoever can write "
			     "it can make the next release one that no board accepts. That is said "
			     "of passphrase files too. A group may read: some have one for it.",
		.source = "docs/keys.md",
		.wrong = "$ chmod 644 key.pem; xpack build -k key.pem system.xml\n",
		.right = "$ chmod 600 key.pem; xpack build -k key.pem system.xml\n",
	},
	{
		.id = "key-pkcs11",
		.title = "a PKCS#11 URI names one private key and no PIN",
		.rationale = "Attributes that xpack does not honour are refused, because without "
			     "them the URI could name another key. A PIN inside the URI is an "
			     "argument of the process, which every user of the machine can read. "
			     "Exit code 2.",
		.source = "RFC 7512, sections 2.3, 2.4 and 7; xpack/pkcs11_uri.h",
		.wrong = "$ xpack build -k 'pkcs11:token=release;object=flight?pin-value=1234' "
			 "system.xml\n",
		.right = "$ xpack build -k 'pkcs11:token=release;object=flight' "
			 "--passphrase-file pin system.xml\n",
	},
	{
		.id = "key-token",
		.title = "the token that a PKCS#11 URI names is there and has the key",
		.rationale = "Tokens are reached through the engine of libp11, which is needed for "
			     "this use alone, and the PKCS#11 module of the token. The public half "
			     "of the key, or a certificate of it, is in the token too. Exit code 4 "
			     "when the engine is not installed.",
		.source = "docs/keys.md, \"Tokens\"; PKCS#11 3.0",
		.wrong = "$ xpack build -k 'pkcs11:token=relaese;object=flight' system.xml\n",
		.right = "$ pkcs11-tool --list-token-slots; xpack build -k "
			 "'pkcs11:token=release;object=flight' system.xml\n",
	},
	{
		.id = "key-pin",
		.title = "the token accepts the PIN",
		.rationale = "A token locks itself after a few wrong PINs, so one is tried once "
			     "and no other way to the key is looked for. The PIN comes from where "
			     "a passphrase would, or from the URI's pin-source.",
		.source = "PKCS#11 3.0, section 5.6.8; xpack/pkcs11.h",
		.wrong = "$ xpack build -k 'pkcs11:token=release;object=flight' system.xml "
			 "</dev/null\n",
		.right = "$ xpack build -k 'pkcs11:token=release;object=flight' --passphrase-fd 3 "
			 "system.xml 3<pin\n",
	},
	{
		.id = "key-set",
		.title = "the keys of one loader are two at most, of one algorithm",
		.rationale = "A loader has the code of one algorithm, and a container two slots, "
			     "never two of one key. Exit code 2.",
		.source = "docs/container.md, \"Trust rules\", 1; loader/params.h",
		.wrong = "$ xpack image --kind prom -p rsa.pem.pub -p p256.pem.pub -o s.prom "
			 "s.itb\n",
		.right =
			"$ xpack image --kind prom -p old.pem.pub -p new.pem.pub -o s.prom s.itb\n",
	},
	{
		.id = "sign-slots",
		.title = "there is one slot for a signature, and it is clear which",
		.rationale = "A container has two slots, and no key stands in both. A signature "
			     "that is there is replaced only when it is of the same key, or named: "
			     "another one may be the only one that boards in the field accept. "
			     "Exit code 2.",
		.source = "docs/container.md, \"Layout\"; docs/keys.md",
		.wrong = "$ xpack sign -k first.pem s.itb; xpack sign -k second.pem s.itb; xpack "
			 "sign -k third.pem s.itb\n",
		.right = "$ xpack sign -k third.pem --replace first.pem.pub s.itb\n",
	},
	{
		.id = "sign-attach",
		.title = "a signature that is attached is the key's, over this container",
		.rationale = "A container changes with its description, and so does what is to be "
			     "signed; and a device may sign in another way than loaders verify. A "
			     "board would refuse what is refused here. Exit code 3.",
		.source = "docs/keys.md, \"Signing offline\"; docs/container.md, \"Layout\"",
		.wrong =
			"$ xpack sign --tbs tbs s.itb; openssl dgst -sha384 -sign key.pem -out sig "
			"tbs\n"
			"$ xpack sign --attach sig -p key.pem.pub s.itb\n",
		.right =
			"$ xpack sign --tbs tbs s.itb; openssl dgst -sha256 -sign key.pem -out sig "
			"tbs\n"
			"$ xpack sign --attach sig -p key.pem.pub s.itb\n",
	},
	{
		.id = "sign-boot-image",
		.title = "what is signed is a container",
		.rationale = "A boot image is made from a container and the loader's keys, which "
			     "are often others after signing; so it is made again rather than "
			     "patched.",
		.source = "docs/container.md, \"What is trusted\"; docs/keys.md",
		.wrong = "$ xpack sign -k key.pem system.prom\n",
		.right = "$ xpack sign -k key.pem system.itb\n"
			 "$ xpack image --kind prom -p key.pem.pub -o system.prom system.itb\n",
	},
	{
		.id = "key-algorithm",
		.title = "a key is of a kind that the loaders verify",
		.rationale = "Loaders have code for RSA of 2048, 3072 and 4096 bits and for "
			     "ECDSA on P-256, each with SHA-256. A container signed in another "
			     "way would be refused by each of them.",
		.source = "docs/container.md, \"Layout\"; RFC 8017, section 8.2; FIPS 186-5, "
			  "section 6",
		.wrong = "$ openssl genpkey -algorithm ED25519 -out ed.pem; xpack build -k "
			 "ed.pem system.xml\n",
		.right = "$ xpack keygen -a p256 key.pem; xpack build -k key.pem system.xml\n",
	},
	{
		.id = "keygen",
		.title = "a new key replaces no file",
		.rationale = "A private key that is overwritten is lost, and with it every board "
			     "that trusts it; so the name must be free. Exit code 2, or 4 when "
			     "making the key itself failed.",
		.source = "xpack keygen --help",
		.wrong = "$ xpack keygen key.pem; xpack keygen key.pem\n",
		.right = "$ xpack keygen key.pem; xpack keygen next.pem\n",
	},
	{
		.id = "sign-failed",
		.title = "signing with the key works",
		.rationale = "The key was read, but its numbers are no key: it is damaged, or "
			     "was made by something else than a generator of keys. Exit code 4.",
		.source = "RFC 8017, sections 3 and 5.2.1; FIPS 186-5, section 6.4",
		.wrong = "$ xpack sign -k damaged.pem system.itb\n",
		.right = "$ xpack build -k key.pem system.xml\n",
	},
	{ .id = NULL },
};

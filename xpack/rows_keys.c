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
		.id = "key-encrypted",
		.title = "a private key has no passphrase",
		.rationale = "A build that stops to ask for a passphrase cannot run unattended, "
			     "and one that finds it in a file gains nothing. Protect the file "
			     "itself, or decrypt it for the time of the build.",
		.source = "RFC 7468, section 11; RFC 5208, section 6",
		.wrong = "$ openssl pkey -in key.pem -aes256 -out locked.pem; xpack build -k "
			 "locked.pem system.xml\n",
		.right = "$ openssl pkey -in locked.pem -out key.pem; xpack build -k key.pem "
			 "system.xml\n",
	},
	{
		.id = "key-pkcs11",
		.title = "a key is a file",
		.rationale = "Keys in a token, named by a PKCS#11 URI, cannot be used by this "
			     "version; that is said rather than taken for the name of a file. "
			     "Exit code 2.",
		.source = "RFC 7512",
		.wrong = "$ xpack build -k 'pkcs11:token=release' system.xml\n",
		.right = "$ xpack build -k key.pem system.xml\n",
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
		.wrong = "$ xpack build -k damaged.pem system.xml\n",
		.right = "$ xpack build -k key.pem system.xml\n",
	},
	{ .id = NULL },
};

/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The document as JSON.  Clauses are those of the SPDX specification 2.3. */
#include <string.h>
#include <time.h>

#include "json.h"
#include "sbom_parts.h"

#define UNKNOWN "NOASSERTION"

static const char *id_of(const struct sbom *sbom, const char *id)
{
	return arena_printf(sbom->arena, "SPDXRef-%s", id);
}

/* Clause 6.9: UTC, whole seconds. */
static const char *created(const struct sbom *sbom)
{
	time_t seconds = sbom->timestamp;
	char text[sizeof("2000-01-01T00:00:00Z")];
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return "1970-01-01T00:00:00Z";
	return arena_printf(sbom->arena, "%s", text);
}

static void put_head(const struct sbom *sbom, struct json *json, const char *name_space)
{
	const struct system *system = sbom->evidence->pack->system;

	json_text(json, "spdxVersion", "SPDX-2.3");
	json_text(json, "dataLicense", "CC0-1.0");
	json_text(json, "SPDXID", "SPDXRef-DOCUMENT");
	json_text(json, "name",
		  arena_printf(sbom->arena, "%s %s", system->name.value, system->version.value));
	json_text(json, "documentNamespace", name_space);
	json_open(json, "creationInfo", '{');
	json_text(json, "created", created(sbom));
	json_open(json, "creators", '[');
	json_text(json, NULL, "Tool: xpack-" PACKAGE_VERSION);
	json_close(json, ']');
	json_close(json, '}');
}

static void put_license(const struct sbom *sbom, struct json *json, const char *license)
{
	bool said = license != NULL && sbom_can_say(sbom->arena, license);

	json_text(json, "licenseConcluded", UNKNOWN);
	json_text(json, "licenseDeclared",
		  said ? spdx_text(sbom->arena, spdx_parse(sbom->arena, license)) : UNKNOWN);
	if (license != NULL && !said)
		json_text(json, "licenseComments",
			  arena_printf(sbom->arena, "declared as '%s'", license));
}

static void put_package(const struct sbom *sbom, struct json *json,
			const struct sbom_package *package)
{
	json_open(json, NULL, '{');
	json_text(json, "SPDXID", id_of(sbom, package->id));
	json_text(json, "name", package->name);
	if (package->version != NULL)
		json_text(json, "versionInfo", package->version);
	json_text(json, "supplier",
		  package->supplier != NULL
			  ? arena_printf(sbom->arena, "Organization: %s", package->supplier)
			  : UNKNOWN);
	json_text(json, "downloadLocation", UNKNOWN);
	json_bool(json, "filesAnalyzed", false);
	put_license(sbom, json, package->license);
	json_text(json, "copyrightText", UNKNOWN);
	json_text(json, "primaryPackagePurpose", package->purpose);
	if (package->comment != NULL)
		json_text(json, "comment", package->comment);
	json_close(json, '}');
}

static void put_checksum(struct json *json, const char *algorithm, const uint8_t *digest,
			 size_t size)
{
	json_open(json, NULL, '{');
	json_text(json, "algorithm", algorithm);
	json_hex(json, "checksumValue", (struct span){ digest, size });
	json_close(json, '}');
}

static void put_file(const struct sbom *sbom, struct json *json, size_t i)
{
	const struct evidence_file *file = &sbom->files[i];

	json_open(json, NULL, '{');
	json_text(json, "SPDXID", id_of(sbom, arena_printf(sbom->arena, "file-%zu", i)));
	json_text(json, "fileName", arena_printf(sbom->arena, "./%s", file->name));
	json_open(json, "checksums", '[');
	put_checksum(json, "SHA1", file->sha1, sizeof(file->sha1));
	put_checksum(json, "SHA256", file->sha256, sizeof(file->sha256));
	json_close(json, ']');
	json_text(json, "licenseConcluded", UNKNOWN);
	json_open(json, "licenseInfoInFiles", '[');
	json_text(json, NULL, UNKNOWN);
	json_close(json, ']');
	json_text(json, "copyrightText", UNKNOWN);
	json_close(json, '}');
}

/* Clause 10: their texts were not given to xpack. */
static void put_license_refs(const struct sbom *sbom, struct json *json)
{
	if (sbom->n_license_refs == 0)
		return;
	json_open(json, "hasExtractedLicensingInfos", '[');
	for (size_t i = 0; i < sbom->n_license_refs; i++) {
		json_open(json, NULL, '{');
		json_text(json, "licenseId", sbom->license_refs[i]);
		json_text(json, "name", UNKNOWN);
		json_text(json, "extractedText",
			  "The system description names this licence; its text is with the "
			  "supplier.");
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void put_relations(const struct sbom *sbom, struct json *json)
{
	json_open(json, "relationships", '[');
	for (size_t i = 0; i < sbom->n_relations; i++) {
		json_open(json, NULL, '{');
		json_text(json, "spdxElementId", id_of(sbom, sbom->relations[i].from));
		json_text(json, "relationshipType", sbom->relations[i].type);
		json_text(json, "relatedSpdxElement", id_of(sbom, sbom->relations[i].to));
		json_close(json, '}');
	}
	json_close(json, ']');
}

struct document {
	const struct sbom *sbom;
	const char *name_space;
};

/* what: a struct document */
static void put_all(const void *what, struct json *json)
{
	const struct document *document = what;
	const struct sbom *sbom = document->sbom;

	json_open(json, NULL, '{');
	put_head(sbom, json, document->name_space);
	put_license_refs(sbom, json);
	json_open(json, "packages", '[');
	for (size_t i = 0; i < sbom->n_packages; i++)
		put_package(sbom, json, &sbom->packages[i]);
	json_close(json, ']');
	json_open(json, "files", '[');
	for (size_t i = 0; i < sbom->n_files; i++)
		put_file(sbom, json, i);
	json_close(json, ']');
	put_relations(sbom, json);
	json_close(json, '}');
	json_end(json);
}

void sbom_json(const struct sbom *sbom, const char *name_space, struct buf *out)
{
	const struct document document = { sbom, name_space };

	json_to_buf(out, put_all, &document);
}

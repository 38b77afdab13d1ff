/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The elements of the document. */
#include <string.h>
#include <strings.h>

#include "file.h"
#include "loader/crypto.h"
#include "sbom_parts.h"

#define BEARSSL_VERSION "0.6"
#define IMAGE "image"
#define OWN_STUBS "xpack-stubs"
#define LOADER "xpack-loader"
#define BEARSSL "bearssl"
#define DESCRIPTION_MAX_SIZE (1u << 30)

static void add_license_ref(struct sbom *sbom, const char *name)
{
	if (strncasecmp(name, "LicenseRef-", strlen("LicenseRef-")) != 0)
		return;
	for (size_t i = 0; i < sbom->n_license_refs; i++)
		if (strcmp(sbom->license_refs[i], name) == 0)
			return;
	sbom->license_refs = arena_grow(sbom->arena, sbom->license_refs, sbom->n_license_refs,
					sizeof(*sbom->license_refs));
	sbom->license_refs[sbom->n_license_refs++] = name;
}

static void add_license_refs(struct sbom *sbom, const struct spdx *spdx)
{
	if (spdx->kind == SPDX_LICENCE)
		add_license_ref(sbom, spdx->licence);
	for (const struct spdx *part = spdx->first; part != NULL; part = part->next)
		add_license_refs(sbom, part);
}

bool sbom_can_say(struct arena *arena, const char *license)
{
	return spdx_parse(arena, license) != NULL && strstr(license, ":") == NULL &&
	       (strstr(license, "Ref-") == NULL || strstr(license, "+") == NULL);
}

static void add_package(struct sbom *sbom, struct sbom_package package)
{
	if (package.license != NULL && sbom_can_say(sbom->arena, package.license))
		add_license_refs(sbom, spdx_parse(sbom->arena, package.license));
	sbom->packages =
		arena_grow(sbom->arena, sbom->packages, sbom->n_packages, sizeof(*sbom->packages));
	sbom->packages[sbom->n_packages++] = package;
}

static void relate(struct sbom *sbom, const char *from, const char *type, const char *to)
{
	for (size_t i = 0; i < sbom->n_relations; i++) {
		const struct sbom_relation *relation = &sbom->relations[i];

		if (strcmp(relation->from, from) == 0 && strcmp(relation->type, type) == 0 &&
		    strcmp(relation->to, to) == 0)
			return;
	}
	sbom->relations = arena_grow(sbom->arena, sbom->relations, sbom->n_relations,
				     sizeof(*sbom->relations));
	sbom->relations[sbom->n_relations++] = (struct sbom_relation){ from, type, to };
}

/* The id of the file's element; files that several use, or that are equal under one name, are one
 * element. */
static const char *add_file(struct sbom *sbom, const struct evidence_file *file)
{
	size_t i = 0;

	while (i < sbom->n_files &&
	       (strcmp(sbom->files[i].name, file->name) != 0 ||
		memcmp(sbom->files[i].sha256, file->sha256, CRYPTO_DIGEST_SIZE) != 0))
		i++;
	if (i == sbom->n_files) {
		sbom->files =
			arena_grow(sbom->arena, sbom->files, sbom->n_files, sizeof(*sbom->files));
		sbom->files[sbom->n_files++] = *file;
	}
	return arena_printf(sbom->arena, "file-%zu", i);
}

static const char *id_of_glue(const struct sbom *sbom, const struct glue *glue)
{
	char *id = arena_printf(sbom->arena, "glue-%s", glue->name);

	/* Clause 7.2: letters, digits, dots and hyphens. */
	for (char *c = id; *c != '\0'; c++)
		if (*c == '_')
			*c = '.';
	return id;
}

/* What came into a partition when it was linked. */
static void relate_changes(struct sbom *sbom, const char *id, const struct linked *linked)
{
	for (size_t i = 0; i < linked->n_changes; i++) {
		const struct change *change = &linked->changes[i];

		if (change->kind != CHANGE_WINDOW)
			continue;
		if (change->service != NULL && change->service->glue != NULL)
			relate(sbom, id, "CONTAINS", id_of_glue(sbom, change->service->glue));
		else
			relate(sbom, id, "CONTAINS", OWN_STUBS);
	}
}

static void add_components(struct sbom *sbom, const char *owner, const char *name,
			   const struct licenses *licenses)
{
	for (size_t i = 0; i < licenses->n_licenses; i++) {
		const char *id = arena_printf(sbom->arena, "component.%s.%zu", name, i);

		add_package(sbom, (struct sbom_package){
					  .id = id,
					  .name = licenses->licenses[i].component,
					  .license = licenses->licenses[i].text,
					  .purpose = "LIBRARY",
					  .comment = "named by a note in the file of the partition",
				  });
		relate(sbom, owner, "CONTAINS", id);
	}
}

static void add_part(struct sbom *sbom, const struct evidence_part *part)
{
	const char *id = arena_printf(sbom->arena, "%s-%s",
				      part->partition != NULL ? "partition" : "host", part->name);

	add_package(sbom,
		    (struct sbom_package){
			    .id = id,
			    .name = part->name,
			    .supplier = part->file.supplier,
			    .license = part->file.license,
			    .purpose = part->partition != NULL ? "APPLICATION" : "OPERATING-SYSTEM",
		    });
	relate(sbom, IMAGE, "CONTAINS", id);
	relate(sbom, id, "GENERATED_FROM", add_file(sbom, &part->file));
	add_components(sbom, id, part->name, &part->licenses);
	if (part->partition != NULL)
		relate_changes(sbom, id, part->linked);
}

static void add_glues(struct sbom *sbom)
{
	const struct evidence *evidence = sbom->evidence;
	const struct abi *abi = &evidence->pack->abi;

	for (size_t i = 0; i < abi->n_glues; i++) {
		const struct glue *glue = &abi->glues[i];

		add_package(sbom, (struct sbom_package){
					  .id = id_of_glue(sbom, glue),
					  .name = glue->name,
					  .license = glue->license,
					  .purpose = "LIBRARY",
					  .comment = "code of an ABI object that is copied into "
						     "the stubs of partitions",
				  });
	}
	for (size_t i = 0; i < evidence->n_objects; i++) {
		const char *file = add_file(sbom, &evidence->objects[i]);

		relate(sbom, IMAGE, "GENERATED_FROM", file);
		for (size_t j = 0; j < abi->n_glues; j++) {
			const char *path = abi->glues[j].object->path;
			const char *slash = strrchr(path, '/');

			if (strcmp(slash == NULL ? path : slash + 1, evidence->objects[i].name) ==
			    0)
				relate(sbom, id_of_glue(sbom, &abi->glues[j]), "GENERATED_FROM",
				       file);
		}
	}
}

static void add_blobs(struct sbom *sbom)
{
	const struct evidence *evidence = sbom->evidence;

	for (size_t i = 0; i < evidence->n_blobs; i++) {
		const struct evidence_blob *blob = &evidence->blobs[i];
		const char *id = arena_printf(sbom->arena, "blob.%s.%s", blob->owner, blob->name);

		add_package(sbom, (struct sbom_package){ .id = id,
							 .name = blob->name,
							 .supplier = blob->file.supplier,
							 .license = blob->file.license,
							 .purpose = "FILE" });
		relate(sbom, IMAGE, "CONTAINS", id);
		relate(sbom, id, "GENERATED_FROM", add_file(sbom, &blob->file));
	}
}

/* What xpack itself brings. */
static void add_own_stubs(struct sbom *sbom)
{
	for (size_t i = 0; i < sbom->n_relations; i++) {
		if (strcmp(sbom->relations[i].to, OWN_STUBS) != 0)
			continue;
		add_package(sbom,
			    (struct sbom_package){
				    .id = OWN_STUBS,
				    .name = "xpack stubs",
				    .version = PACKAGE_VERSION,
				    .license = "BSD-2-Clause",
				    .purpose = "LIBRARY",
				    .comment =
					    "jumps to functions of the host, and what stands for a "
					    "service that the host does not have",
			    });
		return;
	}
}

static void add_own(struct sbom *sbom)
{
	add_own_stubs(sbom);
	add_package(sbom, (struct sbom_package){
				  .id = LOADER,
				  .name = "xpack loader",
				  .version = PACKAGE_VERSION,
				  .license = "BSD-2-Clause",
				  .purpose = "FIRMWARE",
				  .comment = "part of the boot image, not of the container",
			  });
	add_package(sbom, (struct sbom_package){ .id = BEARSSL,
						 .name = "BearSSL",
						 .version = BEARSSL_VERSION,
						 .license = "MIT",
						 .purpose = "LIBRARY" });
	relate(sbom, IMAGE, "CONTAINS", LOADER);
	relate(sbom, LOADER, "STATIC_LINK", BEARSSL);
}

/* The description and what it includes. */
static int add_descriptions(struct sbom *sbom, struct diag *diag)
{
	const struct system *system = sbom->evidence->pack->system;

	for (size_t i = 0; i < system->n_files; i++) {
		const char *slash = strrchr(system->files[i], '/');
		struct evidence_file file = { .name = slash == NULL ? system->files[i]
								    : slash + 1 };
		struct buf bytes;
		struct span span;

		if (file_read(diag, location_of_file(system->files[i]), system->files[i],
			      DESCRIPTION_MAX_SIZE, &bytes) != 0)
			return -1;
		span = buf_span(&bytes);
		crypto_sha256(&span, 1, file.sha256);
		digest_sha1(span, file.sha1);
		buf_free(&bytes);
		relate(sbom, IMAGE, "GENERATED_FROM", add_file(sbom, &file));
	}
	return 0;
}

int sbom_write(struct diag *diag, const struct evidence *evidence, uint32_t timestamp,
	       struct buf *out)
{
	const struct pack *pack = evidence->pack;
	struct sbom sbom = { .arena = pack->arena, .evidence = evidence, .timestamp = timestamp };
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	struct buf unnamed = { 0 };
	struct buf hex = { 0 };
	struct span content;

	add_package(&sbom, (struct sbom_package){ .id = IMAGE,
						  .name = pack->system->name.value,
						  .version = pack->system->version.value,
						  .purpose = "FIRMWARE" });
	relate(&sbom, "DOCUMENT", "DESCRIBES", IMAGE);
	if (add_descriptions(&sbom, diag) != 0)
		return -1;
	add_part(&sbom, &evidence->host);
	for (size_t i = 0; i < evidence->n_partitions; i++)
		add_part(&sbom, &evidence->partitions[i]);
	add_glues(&sbom);
	add_blobs(&sbom);
	add_own(&sbom);
	sbom_json(&sbom, "", &unnamed);
	content = buf_span(&unnamed);
	crypto_sha256(&content, 1, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		buf_printf(&hex, "%02x", digest[i]);
	sbom_json(&sbom,
		  arena_printf(pack->arena, "urn:xpack:spdx:%s:%.64s", pack->system->name.value,
			       (const char *)hex.data),
		  out);
	buf_free(&unnamed);
	buf_free(&hex);
	return 0;
}

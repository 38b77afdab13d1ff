/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "evidence.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "json.h"
#include "loader/crypto.h"
#include "memory.h"

/* The part of a path that does not depend on where the checkout lies. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static struct span digest_of(const struct elf *elf, uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	crypto_sha256(&elf->file, 1, digest);
	return (struct span){ digest, CRYPTO_DIGEST_SIZE };
}

/* Who wrote the bytes that now stand in the window. */
static const char *filled_by(const struct change *change)
{
	if (change->kind == CHANGE_SET)
		return "a Set of the description";
	if (change->service == NULL)
		return "xpack (no provider)";
	return change->service->glue != NULL ? change->service->glue->name : "call";
}

static const char *license_of(const struct change *change)
{
	bool glue = change->service != NULL && change->service->glue != NULL;

	/* A number is nobody's work. */
	if (change->kind == CHANGE_SET)
		return "NONE";
	return glue ? change->service->glue->license : "BSD-2-Clause";
}

static void put_hex(struct buf *out, struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		buf_printf(out, "%02x", bytes.data[i]);
}

static void put_change(struct buf *out, const struct change *change)
{
	buf_printf(out, "  %s\n    address 0x%08" PRIx64 ", %u bytes, ", change->name,
		   change->vaddr, change->size);
	if (change->kind == CHANGE_SLOT)
		buf_printf(out, "a slot, filled with the address of %s\n    before ",
			   change->service->symbol);
	else
		buf_printf(out, "filled by %s, %s\n    before ", filled_by(change),
			   license_of(change));
	put_hex(out, (struct span){ change->before, change->size });
	buf_printf(out, "\n    after  ");
	put_hex(out, (struct span){ change->after, change->size });
	buf_printf(out, "\n");
}

static size_t count_slots(const struct linked *linked)
{
	size_t n = 0;

	for (size_t i = 0; i < linked->n_changes; i++)
		n += linked->changes[i].kind == CHANGE_SLOT;
	return n;
}

static bool has_slots(const struct pack *pack)
{
	for (size_t i = 0; i < pack->system->n_partitions; i++)
		if (count_slots(&pack->linked[i]) != 0)
			return true;
	return false;
}

static void put_counts(struct buf *out, const struct linked *linked)
{
	size_t n_slots = count_slots(linked);

	buf_printf(out, "\n  %zu windows changed\n", linked->n_changes - n_slots);
	if (n_slots != 0)
		buf_printf(out, "  %zu slots changed\n", n_slots);
}

/* Notes and headers that nobody loads: in the supplier's file, not in the container. */
static void put_left_out(struct buf *out, const struct elf *elf)
{
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (segment->left_out)
			buf_printf(out,
				   "  segment %" PRIu32 " left out: address 0x%08" PRIx64
				   ", %" PRIu64 " bytes of notes or ELF headers in no area\n",
				   segment->index, segment->vaddr, segment->mem_size);
	}
}

static bool has_left_out(const struct elf *elf)
{
	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf->segments[i].left_out)
			return true;
	return false;
}

/* A host is loaded as it is, so there is nothing else to say of it. */
static void put_host(struct buf *out, const struct pack *pack)
{
	const struct host *host = &pack->system->host;

	if (!has_left_out(&pack->host))
		return;
	buf_printf(out, "\nhost %s: %s, %s\n", host->name.value, base_name(host->file.value),
		   host->license.value);
	put_left_out(out, &pack->host);
}

void evidence_text(const struct pack *pack, struct buf *out)
{
	const struct system *system = pack->system;

	buf_printf(
		out,
		"Licence boundary of %s %s\n\n"
		"Every byte of a packed partition that differs from its supplier's file is in a\n"
		"window%s listed here; no other byte was changed.\n",
		system->name.value, system->version.value, has_slots(pack) ? " or slot" : "");
	put_host(out, pack);
	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];
		uint8_t digest[CRYPTO_DIGEST_SIZE];

		buf_printf(out, "\npartition %s: %s, %s\n  sha256 ", partition->name.value,
			   base_name(partition->file.value), partition->license.value);
		put_hex(out, digest_of(&pack->partitions[i], digest));
		put_counts(out, &pack->linked[i]);
		for (size_t j = 0; j < pack->linked[i].n_changes; j++)
			put_change(out, &pack->linked[i].changes[j]);
		put_left_out(out, &pack->partitions[i]);
	}
}

static void put_change_json(struct json *json, const struct change *change)
{
	json_open(json, NULL, '{');
	json_text(json, "service", change->name);
	json_number(json, "address", change->vaddr);
	json_number(json, "load", change->paddr);
	json_number(json, "size", change->size);
	if (change->kind == CHANGE_SLOT) {
		json_text(json, "address-of", change->service->symbol);
	} else {
		json_text(json, "filled-by", filled_by(change));
		json_text(json, "license", license_of(change));
	}
	json_hex(json, "before", (struct span){ change->before, change->size });
	json_hex(json, "after", (struct span){ change->after, change->size });
	json_close(json, '}');
}

static void put_left_out_json(struct json *json, const char *name, const struct elf *elf)
{
	json_open(json, name, '[');
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (!segment->left_out)
			continue;
		json_open(json, NULL, '{');
		json_number(json, "segment", segment->index);
		json_number(json, "address", segment->vaddr);
		json_number(json, "size", segment->mem_size);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void put_partition_json(struct json *json, const struct pack *pack, size_t i)
{
	const struct partition *partition = &pack->system->partitions[i];
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	json_open(json, NULL, '{');
	json_text(json, "partition", partition->name.value);
	json_text(json, "file", base_name(partition->file.value));
	json_text(json, "license", partition->license.value);
	json_hex(json, "sha256", digest_of(&pack->partitions[i], digest));
	json_open(json, "changes", '[');
	for (size_t j = 0; j < pack->linked[i].n_changes; j++)
		put_change_json(json, &pack->linked[i].changes[j]);
	json_close(json, ']');
	put_left_out_json(json, "left-out", &pack->partitions[i]);
	json_close(json, '}');
}

void evidence_json(const struct pack *pack, struct buf *out)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	struct json json;

	if (to == NULL)
		memory_exhausted();
	json = json_begin(to);
	json_open(&json, NULL, '{');
	json_text(&json, "system", pack->system->name.value);
	json_text(&json, "version", pack->system->version.value);
	if (has_left_out(&pack->host))
		put_left_out_json(&json, "host-left-out", &pack->host);
	json_open(&json, "partitions", '[');
	for (size_t i = 0; i < pack->system->n_partitions; i++)
		put_partition_json(&json, pack, i);
	json_close(&json, ']');
	json_close(&json, '}');
	json_end(&json);
	if (fclose(to) != 0)
		memory_exhausted();
	buf_put(out, text, size);
	free(text);
}

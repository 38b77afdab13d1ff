/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fit.h"

#include <inttypes.h>
#include <string.h>

#include "arch.h"
#include "dt.h"
#include "fit_sign.h"
#include "loader/crypto.h"
#include "setup.h"

#define FIT_AUTH_SIZE (CONTAINER_RSVMAP_OFFSET - CONTAINER_AUTH_OFFSET)
#define CAP_STEP 4096u /* bytes; what is proposed is a multiple */

/* The names of the flattened image tree format for what an image is. */
static const char *fit_type(const struct load_image *image)
{
	return image->has_entry ? "kernel" : image->kind == IMAGE_DTB ? "flat_dt" : "standalone";
}

const char *fit_kind(enum image_kind kind)
{
	static const char *const names[] = { [IMAGE_SEGMENT] = "segment",
					     [IMAGE_MODULE] = "module",
					     [IMAGE_DTB] = "dtb",
					     [IMAGE_BLOB] = "blob",
					     [IMAGE_ZERO] = "zero" };

	return names[kind];
}

static void put_image(struct dt *dt, const struct system *system, const struct load_image *image,
		      uint32_t data_offset)
{
	static const uint8_t no_hash[CRYPTO_DIGEST_SIZE];

	dt_open(dt, image->name);
	dt_text(dt, "description", image->description);
	dt_text(dt, "type", fit_type(image));
	dt_text(dt, "arch", arch_traits(system->board.arch)->fit_name);
	dt_text(dt, "os", "elf");
	dt_text(dt, "compression", image->frame != NULL ? "lz4" : "none");
	dt_u32(dt, "load", image->load);
	if (image->has_entry)
		dt_u32(dt, "entry", image->entry);
	dt_u32(dt, "data-offset", data_offset);
	dt_u32(dt, "data-size", (uint32_t)place_stored_size(image));
	dt_text(dt, "xpack,owner", image->owner);
	dt_text(dt, "xpack,kind", fit_kind(image->kind));
	dt_u32(dt, "xpack,mem-size", image->mem_size);
	if (image->module != NULL && image->module[0] != '\0')
		dt_text(dt, "xpack,module", image->module);
	dt_open(dt, "hash-1");
	dt_text(dt, "algo", "sha256");
	dt_bytes(dt, "value", (struct span){ no_hash, sizeof(no_hash) });
	dt_close(dt);
	dt_close(dt);
}

/* The names of all images but kernel and fdt, one after the other, each with its NUL. */
static void put_loadables(struct dt *dt, const struct load_table *table)
{
	struct buf names = { 0 };

	for (size_t i = 0; i < table->n_images; i++)
		if (i != table->kernel && i != table->fdt)
			buf_put(&names, table->images[i].name, strlen(table->images[i].name) + 1);
	if (names.size > 0)
		dt_bytes(dt, "loadables", buf_span(&names));
	buf_free(&names);
}

static void put_configurations(struct dt *dt, const struct system *system,
			       const struct load_table *table)
{
	dt_open(dt, "configurations");
	dt_text(dt, "default", "conf-1");
	dt_open(dt, "conf-1");
	dt_text(dt, "description", system->name.value);
	dt_text(dt, "kernel", table->images[table->kernel].name);
	if (table->fdt != SIZE_MAX)
		dt_text(dt, "fdt", table->images[table->fdt].name);
	put_loadables(dt, table);
	dt_text(dt, "compatible", system->board.name.value);
	if (table->seal != NULL)
		fit_sign_put(dt, table, table->seal);
	dt_close(dt);
	dt_close(dt);
}

static void put_system(struct dt *dt, const struct system *system, uint32_t timestamp)
{
	struct buf description = { 0 };

	buf_printf(&description, "%s %s", system->name.value, system->version.value);
	buf_put(&description, NULL, 1);
	dt_text(dt, "description", (const char *)description.data);
	buf_free(&description);
	dt_u32(dt, "timestamp", timestamp);
	dt_u32(dt, "#address-cells", 1);
	dt_u32(dt, "xpack,format", CONTAINER_FORMAT);
	dt_u32(dt, "xpack,security-version", (uint32_t)system->security_version.value);
	dt_u32(dt, "xpack,sequence", (uint32_t)system->sequence.value);
	dt_text(dt, "xpack,system", system->name.value);
	dt_text(dt, "xpack,board", system->board.name.value);
	dt_text(dt, "xpack,protocol", system->host.protocol_name.value);
	/* The manifest has no empty property. */
	if (text_given(system->host.bootargs) && system->host.bootargs.value[0] != '\0')
		dt_text(dt, "xpack,bootargs", system->host.bootargs.value);
}

static struct buf write_manifest(const struct system *system, const struct load_table *table,
				 uint32_t timestamp)
{
	uint64_t end = 0;
	struct dt dt;

	dt_begin(&dt);
	dt_open(&dt, "");
	put_system(&dt, system, timestamp);
	dt_open(&dt, "images");
	for (size_t i = 0; i < table->n_images; i++) {
		put_image(&dt, system, &table->images[i], (uint32_t)end);
		end = align_up(end + place_stored_size(&table->images[i]), CONTAINER_ALIGN);
	}
	dt_close(&dt);
	put_configurations(&dt, system, table);
	dt_close(&dt);
	return dt_finish(&dt, FIT_AUTH_SIZE);
}

static void help_cap(struct diag *diag, struct location at, const struct load_table *table,
		     size_t size)
{
	if (size > SETUP_MAX_CAP)
		diag_help(diag, at,
			  "%uMiB is the most that can be set, and %zu images are too many for it: "
			  "make fewer partitions, segments, or areas with zero=\"true\"",
			  SETUP_MAX_CAP >> 20, table->n_images);
	else
		diag_help(diag, at, "set manifestCap=\"%zuKiB\" or more",
			  (size_t)align_up(size, CAP_STEP) / 1024);
}

uint64_t fit_payload_size(const struct load_table *table)
{
	uint64_t size = 0;

	for (size_t i = 0; i < table->n_images; i++)
		size = align_up(size + place_stored_size(&table->images[i]), CONTAINER_ALIGN);
	return size;
}

/* The cap stands for the manifest, which is not there yet: nothing is hashed for nothing. */
static int check_payload(struct diag *diag, const struct system *system,
			 const struct load_table *table)
{
	uint64_t size = fit_payload_size(table);

	if (range_fits(UINT32_MAX, table->manifest_cap, size))
		return 0;
	diag_error(diag, system->at, "bootimage-size",
		   "the container leaves 32 bits: %" PRIu64 " bytes of payload", size);
	return -1;
}

static int check_cap(struct diag *diag, const struct system *system, const struct load_table *table,
		     size_t size)
{
	const struct loader_config *loader = &system->loader;
	struct location at =
		number_given(loader->manifest_cap) ? loader->manifest_cap.at : loader->at;

	if (size <= table->manifest_cap)
		return 0;
	diag_error(diag, at, "manifest-cap",
		   "the manifest has %zu bytes, more than the cap of %" PRIu32, size,
		   table->manifest_cap);
	help_cap(diag, at, table, size);
	return -1;
}

int fit_begin(struct diag *diag, const struct system *system, const struct load_table *table,
	      uint32_t timestamp, struct buf *manifest)
{
	*manifest = (struct buf){ 0 };
	if (check_payload(diag, system, table) != 0 ||
	    (table->seal != NULL && fit_sign_check(diag, system->at, table) != 0))
		return -1;
	*manifest = write_manifest(system, table, timestamp);
	if (check_cap(diag, system, table, manifest->size) != 0) {
		buf_free(manifest);
		return -1;
	}
	put_be32(manifest->data + CONTAINER_AUTH_OFFSET, CONTAINER_AUTH_MAGIC);
	put_be32(manifest->data + CONTAINER_AUTH_OFFSET + 4, CONTAINER_AUTH_VERSION);
	put_be32(manifest->data + CONTAINER_AUTH_OFFSET + 8, CONTAINER_N_SLOTS);
	return 0;
}

void fit_put_hash(struct buf *manifest, const struct image *image,
		  const uint8_t hash[CRYPTO_DIGEST_SIZE])
{
	memcpy(manifest->data + (image->hash - manifest->data), hash, CRYPTO_DIGEST_SIZE);
}

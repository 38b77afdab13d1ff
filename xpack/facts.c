/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "facts.h"

#include <string.h>

struct range {
	uint64_t start, size;
};

static const struct blob *find_blob(const struct blob *blobs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(blobs[i].name.value, name) == 0)
			return &blobs[i];
	return NULL;
}

static const struct area *find_area(const struct area *areas, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(areas[i].name.value, name) == 0)
			return &areas[i];
	return NULL;
}

struct fact_subject facts_subject(const struct system *system, const struct partition *owner,
				  const struct set *set)
{
	const struct host *host = &system->host;
	struct fact_subject subject = { .partition = owner };
	const struct partition *of;

	if (text_given(set->partition))
		subject.partition = model_partition(system, set->partition.value);
	of = subject.partition;
	if (of == NULL && text_given(set->partition))
		return subject;
	if (text_given(set->blob))
		subject.blob = find_blob(of != NULL ? of->blobs : host->blobs,
					 of != NULL ? of->n_blobs : host->n_blobs, set->blob.value);
	if (text_given(set->area))
		subject.area = find_area(of != NULL ? of->areas : host->areas,
					 of != NULL ? of->n_areas : host->n_areas, set->area.value);
	return subject;
}

/* The image that is the file of that name. */
static const struct load_image *file_image(const struct facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->table->n_images; i++) {
		const struct load_image *image = &facts->table->images[i];

		if ((image->kind == IMAGE_BLOB || image->kind == IMAGE_MODULE) &&
		    strcmp(image->owner, name) == 0)
			return image;
	}
	return NULL;
}

/* From the lowest loaded address to the highest, as the loader places segments. */
static struct range segments_range(const struct elf *elf)
{
	uint64_t start = UINT64_MAX, end = 0;

	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (!elf_segment_loaded(segment))
			continue;
		if (segment->paddr < start)
			start = segment->paddr;
		if (segment->paddr + segment->mem_size > end)
			end = segment->paddr + segment->mem_size;
	}
	return (struct range){ start, end - start };
}

static struct range range_of_image(const struct load_image *image)
{
	return (struct range){ image->load, image->data.size };
}

static struct range range_of_partition(const struct facts *facts, const struct partition *partition)
{
	size_t i = (size_t)(partition - facts->system->partitions);

	if (facts->packed != NULL)
		return (struct range){ facts->packed[i].start, facts->packed[i].size };
	if (model_partitions_are_modules(facts->system))
		return range_of_image(file_image(facts, partition->name.value));
	return segments_range(&facts->partitions[i]);
}

static struct range range_of(const struct facts *facts, struct fact_subject subject)
{
	if (subject.blob != NULL)
		return range_of_image(file_image(facts, subject.blob->name.value));
	if (subject.area != NULL)
		return (struct range){ subject.area->start.value, subject.area->size.value };
	return range_of_partition(facts, subject.partition);
}

static uint64_t count(const struct facts *facts, const struct set *set,
		      const struct partition *partition)
{
	const struct system *system = facts->system;

	if (set->of == COUNT_PARTITIONS)
		return system->n_partitions;
	if (set->of == COUNT_BLOBS)
		return partition != NULL ? partition->n_blobs : system->host.n_blobs;
	return partition != NULL ? partition->n_areas : system->host.n_areas;
}

uint64_t facts_value(const struct facts *facts, const struct partition *owner,
		     const struct set *set)
{
	struct fact_subject subject = facts_subject(facts->system, owner, set);

	switch (set->value) {
	case FACT_NUMBER:
		return set->number.value;
	case FACT_SIZE:
		return range_of(facts, subject).size;
	case FACT_ADDRESS:
		return range_of(facts, subject).start;
	case FACT_ENTRY:
		return facts->partitions[subject.partition - facts->system->partitions].entry;
	case FACT_ID:
		return subject.partition->id.value;
	case FACT_COUNT:
		return count(facts, set, subject.partition);
	}
	return 0;
}

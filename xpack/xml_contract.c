/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What suppliers and integrators exchange: a contract, and a partition alone. */

#include <string.h>

#include "xml_values.h"

/* Blanks stand between the words; the schema allows no others than these. */
static unsigned actions_of(const char *words)
{
	unsigned actions = 0;

	while (*words != '\0') {
		size_t size = strcspn(words, " ");

		for (unsigned i = 0; model_health_actions[i] != NULL; i++)
			if (strlen(model_health_actions[i]) == size &&
			    strncmp(model_health_actions[i], words, size) == 0)
				actions |= 1u << i;
		words += size;
		words += strspn(words, " ");
	}
	return actions;
}

static void build_grant(const struct xml_builder *builder, xmlNodePtr node,
			struct partition *partition)
{
	struct health *health;

	xml_build_partition(builder, node, partition);
	partition->name = xml_text_of(builder, node, "partition");
	health = partition->healths;
	for (xmlNodePtr child = xml_first_child(node, "Health"); child != NULL;
	     child = xml_next_child(child)) {
		health->action_name = xml_text_of(builder, child, "actions");
		health->actions = actions_of(health->action_name.value);
		health++;
	}
}

static void build_grants(const struct xml_builder *builder, xmlNodePtr root, struct system *system)
{
	struct partition *partition;

	partition = system->partitions =
		xml_children(builder, root, "Grant", sizeof(*partition), &system->n_partitions);
	for (xmlNodePtr node = xml_first_child(root, "Grant"); node != NULL;
	     node = xml_next_child(node))
		build_grant(builder, node, partition++);
}

struct system *xml_contract(struct arena *arena, struct diag *diag, xmlDocPtr document)
{
	const struct xml_builder builder = { arena, diag };
	xmlNodePtr root = xmlDocGetRootElement(document);
	struct system *system = arena_alloc(arena, sizeof(*system));

	system->at = xml_place(root);
	system->name = xml_text_of(&builder, root, "name");
	system->version = xml_text_of(&builder, root, "version");
	xml_build_board(&builder, xml_first_child(root, "Board"), &system->board);
	xml_build_host(&builder, xml_first_child(root, "Interface"), &system->host);
	xml_build_shared_memories(&builder, root, system);
	build_grants(&builder, root, system);
	xml_build_policy(&builder, root, &system->policy);
	system->loader.at = system->at;
	system->alone = true;
	return system;
}

struct partition *xml_partition(struct arena *arena, struct diag *diag, xmlDocPtr document)
{
	const struct xml_builder builder = { arena, diag };
	struct partition *partition = arena_alloc(arena, sizeof(*partition));

	xml_build_partition(&builder, xmlDocGetRootElement(document), partition);
	return partition;
}

/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * forge: the attacks as files, for an emulated board.
 *
 *	forge LAB list                       a line for each attack: code, a tab, name
 *	forge LAB make NAME VARIANT PROM     a boot image with the attack's container
 *	forge LAB file NAME VARIANT ITB      the container alone
 *	forge LAB poison FILE                what RAM holds before it boots
 *	forge LAB check PROM CODE DUMP       what RAM holds afterwards: says what is wrong with it
 *	forge LAB stack DUMP                 bytes of the stack that were used, and that there are
 */

#include "attacks.h"
#include "ram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ERASED 0xff
#define ERASED_SIZE 4096u /* behind the container in its storage */

static void write_file(const char *path, const struct buf *bytes)
{
	FILE *file = fopen(path, "wb");

	lab_need(file != NULL && fwrite(bytes->data, 1, bytes->size, file) == bytes->size &&
			 fclose(file) == 0,
		 path);
}

static int list(const struct lab *lab)
{
	uint32_t algorithm = seal_algorithm(lab->key);
	const struct attack *attack;

	for (size_t i = 0; (attack = attacks_get(i)) != NULL; i++)
		if (attack->algorithm == 0 || attack->algorithm == algorithm)
			printf("0x%02x\t%s\n", (unsigned)attack->expected, attack->name);
	return 0;
}

/* The container alone, or behind the lab's loader with erased storage behind it. */
static int make(const struct lab *lab, bool is_prom, const char *name, const char *variant,
		const char *path)
{
	struct specimen specimen = specimen_begin(lab);
	const struct attack *attack = attacks_find(name);
	struct buf file = { 0 };

	lab_need(attack != NULL, name);
	lab_need(attack->make(&specimen, (unsigned)strtoul(variant, NULL, 10)), "the variant");
	if (is_prom)
		buf_put(&file, lab->prom.data, lab->params.container_addr);
	buf_put(&file, specimen.container.data, specimen.container.size);
	if (is_prom)
		memset(buf_put(&file, NULL, ERASED_SIZE), ERASED, ERASED_SIZE);
	write_file(path, &file);
	buf_free(&file);
	specimen_end(&specimen);
	return 0;
}

static int poison(const struct lab *lab, const char *path)
{
	struct buf ram = { 0 };
	uint32_t size = params_range(lab->params.ram, 0).size;

	memset(buf_put(&ram, NULL, size), RAM_POISON, size);
	write_file(path, &ram);
	buf_free(&ram);
	return 0;
}

static struct buf read_ram(const struct lab *lab, const char *path)
{
	struct buf ram = lab_read(path);

	lab_need(ram.size == params_range(lab->params.ram, 0).size, "a dump of all RAM");
	return ram;
}

static int check(const struct lab *lab, const char *prom_path, const char *code, const char *path)
{
	struct buf ram = read_ram(lab, path);
	struct buf prom = lab_read(prom_path);
	uint32_t at = lab->params.container_addr;
	const char *complaint =
		ram_complaint(lab, ram.data, span_part(buf_span(&prom), at, prom.size - at),
			      (enum status)strtoul(code, NULL, 16));

	if (complaint != NULL)
		puts(complaint);
	buf_free(&ram);
	buf_free(&prom);
	return complaint == NULL ? 0 : 1;
}

static int stack(const struct lab *lab, const char *path)
{
	struct buf ram = read_ram(lab, path);

	printf("%u %u\n", ram_stack_used(lab, ram.data), (unsigned)PARAMS_STACK_SIZE);
	buf_free(&ram);
	return 0;
}

static int run(const struct lab *lab, int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[2], "list") == 0)
		return list(lab);
	if (argc == 6 && strcmp(argv[2], "make") == 0)
		return make(lab, true, argv[3], argv[4], argv[5]);
	if (argc == 6 && strcmp(argv[2], "file") == 0)
		return make(lab, false, argv[3], argv[4], argv[5]);
	if (argc == 4 && strcmp(argv[2], "poison") == 0)
		return poison(lab, argv[3]);
	if (argc == 6 && strcmp(argv[2], "check") == 0)
		return check(lab, argv[3], argv[4], argv[5]);
	if (argc == 4 && strcmp(argv[2], "stack") == 0)
		return stack(lab, argv[3]);
	lab_need(false, "a command");
	return 1;
}

int main(int argc, char **argv)
{
	struct lab lab;
	int result;

	lab_need(argc > 2, "operands");
	lab_open(&lab, argv[1]);
	result = run(&lab, argc, argv);
	lab_close(&lab);
	return result;
}

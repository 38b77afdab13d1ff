/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * externals: the functions of its host that a guest of L4Linux or L4RTEMS calls.
 *
 * Such a guest, an i386 program linked to fixed addresses, has for each function a stub in its code
 * and a record in three parallel arrays: in .data.l4externals.str the name, NUL-terminated; in
 * .data.l4externals.symtab a pointer to the name; in .data.l4externals.jmptbl the slot, through
 * which the stub jumps.  All words have 32 bits and no alignment; the arrays have no count but
 * their sizes.  The stub is 22 bytes:
 *
 *     ff 25 slot        jmp *slot
 *     68 slot           push $slot      the slot leads here at first: to stub + 6
 *     68 pointer        push $pointer   the address of the record's pointer
 *     ff 25 resolver    jmp *resolver   the same for all stubs
 *
 * Writing the function's address into the slot is all that links it.  docs/hosts/l4.md says what
 * xpack makes of it.
 */
#ifndef XPACK_EXTERNALS_H
#define XPACK_EXTERNALS_H

#include "elf.h"

struct json;

#define EXTERNAL_STUB_SIZE 22u /* bytes */
#define EXTERNAL_SLOT_SIZE 4u
#define EXTERNAL_SLOT_FIRST 6u /* from the stub: where its slot leads at first */

/* What the code of a guest says: externals_code.c. */
struct external_stub {
	uint32_t addr;
	uint32_t slot, pointer, resolver; /* its operands: addresses */
	bool recorded;                    /* for the reader */
};

struct external_stubs {
	struct external_stub *stubs; /* ascending address */
	size_t n_stubs;
};

/* One for each record that is used.  A name may be there several times: two units of the guest that
 * call a function have a stub and a slot each. */
struct external {
	const char *name;
	uint32_t stub, slot;               /* vaddr */
	const struct elf_segment *segment; /* that holds the slot */
};

struct externals {
	struct external *externals; /* by name, then by slot */
	size_t n_externals;
	size_t n_dead; /* records whose stub the linker left out: nothing calls through them */
	uint64_t slots_addr, slots_size; /* of all slots, dead ones included */
};

/* Is there a section of externals? */
bool externals_has_sections(const struct elf *elf);

/*
 * Read them; none is no error.  Reports at `at`: external-machine (not for i386), external-position
 * (not linked to fixed addresses), external-section (one of the three is missing, twice there, not
 * loaded, of another count than the others, ...), external-name (a pointer to no name of its own),
 * external-slot (a slot that does not lead to its stub), external-stub (a stub that is none of this
 * record), external-lost (a stub without record), external-defined (the guest has a function of
 * that name besides the stubs), external-dead (information).  Returns 0 or -1.
 */
int externals_read(struct arena *arena, struct diag *diag, struct location at,
		   const struct elf *guest, struct externals *externals)
	__attribute__((warn_unused_result));

/* Find what looks like a stub in the executable bytes. */
void externals_find_stubs(struct arena *arena, const struct elf *guest,
			  struct external_stubs *stubs);
/* The stub at an address, or NULL. */
struct external_stub *externals_stub_at(const struct external_stubs *stubs, uint32_t addr);

/* For `xpack abi show`: lines on standard output; the array "externals" in an open object, if there
 * are any. */
void externals_show(const struct externals *externals);
void externals_json(const struct externals *externals, struct json *json);

#endif

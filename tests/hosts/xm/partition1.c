/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * partition1: reads the file that it was given, calls all services with arguments that are the last
 * bytes of its memory, and at last writes where it may not.
 */
#include "edge.h"
#include "guest.h"

#define N_SERVICES (sizeof(services) / sizeof(services[0]))
#define TRACED 1000 /* services.c: the result of service n is this + n */
#define NEIGHBOUR 0x02040000

struct service {
	void (*function)(void);
	uint32_t n_words;
};

#define SERVICE(name, n_words)                                                                     \
	{                                                                                          \
		(void (*)(void))(name), n_words                                                    \
	}

static const struct service services[] = {
	SERVICE(XM_multicall, 2),         SERVICE(XM_halt_partition, 1),
	SERVICE(XM_suspend_partition, 1), SERVICE(XM_resume_partition, 1),
	SERVICE(XM_reset_partition, 3),   SERVICE(XM_shutdown_partition, 1),
	SERVICE(XM_halt_system, 0),       SERVICE(XM_reset_system, 1),
	SERVICE(XM_idle_self, 0),         SERVICE(XM_write_register32, 2),
	SERVICE(XM_get_time, 2),          SERVICE(XM_set_timer, 5),
	SERVICE(XM_read_object, 4),       SERVICE(XM_write_object, 4),
	SERVICE(XM_seek_object, 3),       SERVICE(XM_ctrl_object, 3),
	SERVICE(XM_mask_hwirq, 1),        SERVICE(XM_unmask_hwirq, 1),
	SERVICE(XM_update_page32, 2),     SERVICE(XM_set_page_type, 2),
	SERVICE(XM_write_register64, 4),  SERVICE(XM_override_trap_hndl, 2),
	SERVICE(XM_raise_ipvi, 2),        SERVICE(XM_ia32_update_sys_struct, 3),
	SERVICE(XM_ia32_set_idt_desc, 2), SERVICE(XM_set_spare_guest, 3),
};

static struct xpack_console console = XPACK_CONSOLE(guest_write);

static void call_all(void)
{
	uint32_t n_right = 0, n_kept = 0;

	for (uint32_t i = 0; i < N_SERVICES; i++) {
		uint32_t words[EDGE_MAX_WORDS];

		for (uint32_t j = 0; j < EDGE_MAX_WORDS; j++)
			words[j] = i << 16 | (j + 1);
		n_right +=
			edge_call(services[i].function, services[i].n_words, words) == TRACED + i;
		n_kept += edge_registers_kept;
	}
	xpack_put_text(&console, "[partition1] right results: ");
	xpack_put_u32(&console, n_right);
	xpack_put_text(&console, ", registers kept: ");
	xpack_put_u32(&console, n_kept);
	xpack_put_text(&console, "\n");
}

static void show_file(void)
{
	const char *file = (const char *)xtratum_image[IMAGE_MODULE_ADDRESS];

	xpack_put_text(&console, "[partition1] ");
	for (uint32_t i = 0; i < xtratum_image[IMAGE_MODULE_SIZE]; i++)
		xpack_put_char(&console, file[i]);
}

int main(void)
{
	show_file();
	call_all();
	XM_idle_self();
	xpack_put_text(&console, "[partition1] writing to ");
	xpack_put_hex(&console, NEIGHBOUR);
	xpack_put_text(&console, "\n");
	*(volatile uint32_t *)NEIGHBOUR = 1;
	xpack_put_text(&console, "[partition1] survived\n");
	return 0;
}

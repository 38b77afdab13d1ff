/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * cplusplus: a guest in C++; a constructor, a template and a lambda call stubs.
 */
#include <xhost/services.h>
#include <xpack/guest.h>

#include "second.h"

#define LAST_FRAME 8u /* as in guest.c */

XPACK_IMPORT_WEAK(int, xh_absent, (uint32_t port));
XPACK_IMPORT_WEAK(int, xh_unused, (uint32_t port));

namespace
{

class Clock
{
      public:
	Clock() : start_(xh_time()) {}
	bool runs() const { return xh_time() > start_; }

      private:
	uint64_t start_;
};

Clock boot_clock;

template <typename Call> int wrong(Call call)
{
	return call() ? 0 : 1;
}

int test_all()
{
	int n_wrong = 0;

	n_wrong += wrong([] { return xh_slot_wait() > 0; });
	n_wrong += wrong([] { return boot_clock.runs(); });
	n_wrong += wrong([] { return xh_absent(1) == XPACK_ENOSYS; });
	n_wrong += wrong([] { return second_absent() == XPACK_ENOSYS; });
	n_wrong += wrong([] { return second_address() == xh_console_write; });
	return n_wrong;
}

}

int xpack_main(const void *)
{
	second_print(VARIANT ": hello\n");
	second_print(test_all() == 0 ? VARIANT ": stubs that do not work: 0\n" :
				       VARIANT ": some stubs do not work\n");
	while (uint32_t(xh_slot_wait()) < LAST_FRAME)
		;
	xh_halt(0);
	return 0;
}

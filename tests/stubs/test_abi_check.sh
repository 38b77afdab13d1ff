#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_abi_check.sh: xpack abi check: a guest is linked against a host without a system.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"
need jq python3

# checked NAME CODE ARGUMENTS...: exit code, and what stands on standard input is said.
checked()
{
	local name=$1 code=$2
	shift 2
	run "$XPACK" abi check "$@"
	status_is "$name: exit code" "$code"
	stdout_is "$name: nothing on stdout" </dev/null
	stderr_is "$name: what is said"
}

guest guest <<'END'
XPACK_REQUIRE_ABI("xhost", "1.0");
XPACK_IMPORT(int, xh_console_write, (const char *text, uint32_t size));
XPACK_IMPORT_WEAK(int, xh_absent, (void));
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return xh_console_write(tree, 1) + xh_absent(); }
END
checked 'a good guest' 0 guest.elf xhost-abi.o <<<'guest.elf: no errors'
checked 'a good guest, with the host' 0 guest.elf xhost-abi.o xhost.elf <<<'guest.elf: no errors'
system_of guest xhost-abi
checked 'a good guest, with a system' 0 guest.elf system.xml <<<'guest.elf: no errors'
checked 'quiet' 0 -q guest.elf xhost-abi.o </dev/null

guest wrong <<'END'
XPACK_REQUIRE_ABI("xhost", "0.9");
XPACK_IMPORT(int, xh_console_write, (const char *text));
XPACK_IMPORT(int, xh_slot_wiat, (void));
XPACK_IMPORT(int, xpack_queuing_send, (uint32_t port, const void *message, uint32_t size));
int xpack_main(const void *tree);
int xpack_main(const void *tree)
{
	return xh_console_write(tree) + xh_slot_wiat() + xpack_queuing_send(1, tree, 1);
}
END
cat >wrong.text <<END
wrong.elf: error: [link-abi] partition 'wrong.elf' was compiled for the ABI 'xhost' version \
'0.9', the host has 'xhost' version '1.0'
wrong.elf: help: compile the guest anew with the header of this host
wrong.elf: error: [link-prototype] partition 'wrong.elf' imports 'xh_console_write' with another \
prototype than the host exports
wrong.elf: note: imported as: int xh_console_write(const char *text)
xhost-abi.o: note: exported as: int xh_console_write(const char *text, uint32_t size)
wrong.elf: help: compile the guest anew with the header of this host
wrong.elf: error: [link-missing] partition 'wrong.elf' imports 'xh_slot_wiat', which the host \
does not export
wrong.elf: note: imported as: int xh_slot_wiat(void)
wrong.elf: help: the host exports 'xh_slot_wait'
wrong.elf: error: [link-feature] partition 'wrong.elf' imports 'xpack_queuing_send' of the \
feature 'ports', which this host is without
wrong.elf: note: imported as: int xpack_queuing_send(uint32_t port, const void *message, \
uint32_t size)
xhost-abi.o: note: exported as: int xpack_queuing_send(uint32_t port, const void *message, \
uint32_t size)
xpack: note: the feature 'ports' is switched off on the command line
wrong.elf: help: build the host with this feature, or import the service with XPACK_IMPORT_WEAK
wrong.elf: 4 errors
END
checked 'everything wrong' 1 --without ports wrong.elf xhost-abi.o <wrong.text
run "$XPACK" abi check --json --without ports wrong.elf xhost-abi.o
status_is 'JSON: exit code' 1
ok 'JSON: as the schema has it' python3 -c 'import json, jsonschema, sys
jsonschema.validate(*(json.load(open(name)) for name in sys.argv[1:]))' \
	"$run_dir/stdout" "$top_srcdir/schemas/xpack-check.schema.json"
is 'JSON: ids' "$(jq -r '.format, .errors, .diagnostics[].id' "$run_dir/stdout" | paste -sd ' ')" \
	'xpack-check 4 link-abi link-prototype link-missing link-feature'
checked 'an unknown feature' 1 --without prots guest.elf xhost-abi.o <<'END'
xpack: error: [abi-without] the host has no feature 'prots'
xpack: help: did you mean 'ports'?
guest.elf: 1 error; not checked: stubs (because of the host's interface)
END

# Calls: where they lead depends on the host's file and on the system.
guest caller <<'END'
XPACK_IMPORT(int, log_text, (const char *text));
XPACK_IMPORT(int, log_near, (const char *text));
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return log_text(tree) + log_near(tree); }
END
abi_object calls <<'END'
XPACK_GLUE(narrow, "MIT")
	mov	xpack_address, %g1
	jmp	%g1
	 nop
XPACK_GLUE_END
XPACK_EXPORT_CALL(int, log_text, (const char *text))
XPACK_EXPORT_CALL_THROUGH(int, log_near, (const char *text), host_near, narrow)
END
checked 'calls without the host' 0 caller.elf calls.o <<END
caller.elf: no errors; not checked: link-symbol, link-relocation of calls (because of the host's \
file that is not there), link-access (because of the areas that are not known)
END
"$SPARC_OBJCOPY" --add-symbol log_text=0x40000100,function,global \
	--add-symbol host_near=0xffc,function,global xhost.elf host.elf
checked 'calls with the host' 0 caller.elf calls.o host.elf <<'END'
caller.elf: no errors; not checked: link-access (because of the areas that are not known)
END
"$SPARC_OBJCOPY" --add-symbol host_near=0x1000,function,global xhost.elf host.elf
checked 'calls with a host that lacks one and has one too far' 1 caller.elf calls.o host.elf <<END
caller.elf: error: [link-relocation] service 'log_near' through glue 'narrow' of 'calls.o': \
R_SPARC_13 at 0x0 cannot hold the value 4096
caller.elf: error: [link-symbol] service 'log_text' is a call of 'log_text', which 'host.elf' does \
not define
calls.o: note: exported here: int log_text(const char *text)
caller.elf: 2 errors; not checked: link-access (because of the areas that are not known)
END

# Files that are something else.
checked 'a guest that is not linked' 1 guest.o xhost-abi.o <<'END'
guest.o: error: [abi-unlinked] this guest is not linked: its windows have no addresses yet
guest.o: 1 error
END
checked 'no guest' 1 nowhere xhost-abi.o <<'END'
nowhere: error: [file-read] cannot read 'nowhere': No such file or directory
nowhere: 1 error; not checked: stubs (because of the guest's file)
END
checked 'no host' 1 guest.elf nowhere <<'END'
nowhere: error: [file-read] cannot read 'nowhere': No such file or directory
guest.elf: 1 error; not checked: stubs (because of the host's interface)
END
if [ -n "${X86_CC:-}" ]; then
	cp "$top_builddir/tests/host/x86/xhost-abi.o" pc.o
	checked 'a host for another machine' 1 guest.elf pc.o <<'END'
guest.elf: error: [link-machine] 'guest.elf' is for SPARC, the host's interface for Intel 80386
guest.elf: 1 error
END
fi

done_testing

dnl SPDX-FileCopyrightText: 2026 The xpack authors
dnl SPDX-License-Identifier: BSD-2-Clause

dnl XPACK_X86: find a compiler for 32-bit x86, freestanding.  On an x86 machine that is the build's
dnl own compiler with -m32: no C library, header or libgcc of that size is needed.
dnl Substitutes X86_CC (with the flags that select the processor and keep code from registers that
dnl no host saves), X86_AR, X86_NM, X86_OBJCOPY, X86_OBJDUMP, X86_READELF, X86_SIZE, X86_STRIP,
dnl X86_INCLUDE, the directory of the compiler's own headers (for -nostdinc), X86_PLAIN_LOOPS,
dnl what keeps it from making a call of memset() out of the loop of memset(), and X86_WHOLE_PROGRAM
dnl and X86_NO_RWX_WARNING, which not every compiler and linker know.
dnl Conditional: HAVE_X86.
AC_DEFUN([XPACK_X86], [
AC_ARG_WITH([x86-compiler],
	[AS_HELP_STRING([--with-x86-compiler=COMMAND],
		[compiler for 32-bit x86, e.g. i686-elf-gcc, or clang with its flags;
		 'no' builds without @<:@first found@:>@])],
	[], [with_x86_compiler=yes])
x86_clang="clang --target=i686-elf -fuse-ld=lld -Wno-unused-command-line-argument"
x86_flags="-m32 -march=i686 -mno-mmx -mno-sse -fno-stack-protector -fcf-protection=none"
have_x86=no
X86_CC=
AS_CASE([$with_x86_compiler],
	[no], [],
	[yes], [for candidate in i686-elf-gcc i386-elf-gcc i386-rtems6-gcc gcc "$CC" \
			i686-linux-gnu-gcc "$x86_clang"; do
		XPACK_X86_CANDIDATE
		AS_IF([test $have_x86 = yes], [break])
	done],
	[candidate=$with_x86_compiler
	XPACK_X86_CANDIDATE
	AS_IF([test $have_x86 = no],
		[AC_MSG_ERROR([$candidate makes no 32-bit x86 program; config.log says why])])])
AS_IF([test $have_x86 = yes], [
	X86_CC="$candidate $x86_flags"
	X86_INCLUDE=$($X86_CC -print-file-name=include)
	x86_version=$($X86_CC -dumpversion)
	XPACK_X86_FLAG([X86_PLAIN_LOOPS], [-fno-tree-loop-distribute-patterns], [-fno-builtin])
	XPACK_X86_FLAG([X86_WHOLE_PROGRAM], [-fwhole-program], [])
	XPACK_X86_FLAG([X86_NO_RWX_WARNING], [-Wl,--no-warn-rwx-segments], [])
])
AS_CASE([$candidate],
	[*-gcc], [x86_prefix=${candidate%gcc}],
	[clang*--target*], [x86_prefix=llvm-],
	[x86_prefix=])
AC_SUBST([X86_CC])
AC_SUBST([X86_INCLUDE])
AC_SUBST([X86_AR], [${x86_prefix}ar])
AC_SUBST([X86_NM], [${x86_prefix}nm])
AC_SUBST([X86_OBJCOPY], [${x86_prefix}objcopy])
AC_SUBST([X86_OBJDUMP], [${x86_prefix}objdump])
AC_SUBST([X86_READELF], [${x86_prefix}readelf])
AC_SUBST([X86_SIZE], [${x86_prefix}size])
AC_SUBST([X86_STRIP], [${x86_prefix}strip])
AM_CONDITIONAL([HAVE_X86], [test $have_x86 = yes])
])

AC_DEFUN([XPACK_X86_CANDIDATE], [
AC_MSG_CHECKING([for a compiler for 32-bit x86: $candidate])
XPACK_TRY_X86([$candidate $x86_flags], [have_x86=yes], [have_x86=no])
AC_MSG_RESULT([$have_x86])
])

dnl XPACK_X86_FLAG(VARIABLE, FLAG, ELSE): the flag when the compiler, or its linker, takes it.
AC_DEFUN([XPACK_X86_FLAG], [
AC_MSG_CHECKING([whether $candidate takes $2])
echo "void start(void); void start(void) { }" >conftest.c
xpack_try="$X86_CC -Wall -Werror -Wno-unused-command-line-argument -nostdlib -static"
xpack_try="$xpack_try -Wl,-e,start $2 -o conftest.x86 conftest.c"
AS_IF([AC_TRY_COMMAND([$xpack_try >&AS_MESSAGE_LOG_FD])],
	[AC_MSG_RESULT([yes]); $1="$2"], [AC_MSG_RESULT([no]); $1="$3"])
rm -f conftest.c conftest.x86
AC_SUBST([$1])
])

dnl XPACK_TRY_X86(COMPILER, IF-WORKS, IF-NOT): compile and link a program with a trap and one of the
dnl compiler's headers, and look at the result: 32-bit, little-endian, ET_EXEC, EM_386 (3).
AC_DEFUN([XPACK_TRY_X86], [
rm -f conftest.x86 conftest.x86.c
cat >conftest.x86.c <<'_XPACK_EOF'
#include <stdint.h>
uint32_t start(uint32_t *word);
uint32_t start(uint32_t *word)
{
	__asm__ volatile("int $[]0x70\n\tcpuid" : : "a"(1) : "ebx", "ecx", "edx", "memory");
	return *word * 3;
}
_XPACK_EOF
xpack_try="$1 -std=c11 -Os -ffreestanding -msoft-float -fno-pic -fno-pie -static -nostdlib"
xpack_try="$xpack_try -Wl,--build-id=none -Wl,-e,start -Wl,-Ttext=0x100000"
AS_IF([AC_TRY_COMMAND([$xpack_try -o conftest.x86 conftest.x86.c >&AS_MESSAGE_LOG_FD]) &&
       xpack_head=$(od -An -tx1 -N20 conftest.x86 | tr -d ' \n') &&
       echo "ELF header: $xpack_head" >&AS_MESSAGE_LOG_FD &&
       expr "x$xpack_head" : 'x7f454c460101.*02000300$' >/dev/null], [$2], [$3])
rm -f conftest.x86 conftest.x86.c
])

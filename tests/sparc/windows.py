#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""The most register windows that a program uses at once, from its disassembly.

	windows.py OBJDUMP ELF ENTRY [CALLEE | TABLE=]...

ENTRY is a function; the result counts the `save`s that are in force at the deepest point below it,
its own with them.  CALLEEs are the functions that are called through pointers: every such call is
taken for the worst of them.  It is an error when there is such a call and no CALLEE, and so are
recursion and a jump into the middle of another function.  In a function named TABLE, a jump to
where a register says stays inside: it is a switch.

Prints the number, then the chain of functions.  Exit status 1 with the reason when there is none.
"""

import re
import subprocess
import sys

LABEL = re.compile(r'^([0-9a-f]+) <(.+)>:$')
INSTRUCTION = re.compile(r'^\s+[0-9a-f]+:\t(\S+)\s*(.*)$')
TARGET = re.compile(r'\b([0-9a-f]+) <(([^>+]+)(\+0x[0-9a-f]+)?)>$')


class Unknown(Exception):
    """Why there is no number."""


class Function:
    def __init__(self, name):
        self.name = name
        self.code = []  # (mnemonic, operands)

    def has_save(self):
        return any(mnemonic == 'save' for mnemonic, _ in self.code)

    def ends(self):
        """Whether control leaves with the last transfer and what is in its delay slot, if any."""
        last = self.code[-2] if len(self.code) > 1 else ('', '')
        return self.code and self.code[-1][0] in ('b,a', 'ba,a') or is_return(*last) or \
            last[0] in ('b', 'ba', 'call', 'jmp')


def is_return(mnemonic, operands):
    return mnemonic in ('ret', 'retl', 'return', 'rett') or \
        (mnemonic == 'jmp' and operands in ('%i7 + 8', '%o7 + 8'))


def read(objdump, path):
    """All functions by address.  Names may be there twice: of functions of two files."""
    text = subprocess.run([objdump, '-d', '--no-show-raw-insn', path], check=True,
                          capture_output=True, text=True).stdout
    functions = {}
    current = None
    for line in text.splitlines():
        label = LABEL.match(line)
        instruction = INSTRUCTION.match(line)
        if label:
            address = int(label[1], 16)
            if current is not None and not current.ends():
                current.code.append(('falls', f'{address:x} <{label[2]}>'))
            current = functions[address] = Function(label[2])
        elif instruction:
            current.code.append((instruction[1], instruction[2].split('!')[0].strip()))
    return functions


class Program:
    def __init__(self, functions, arguments):
        self.functions = functions
        self.tables = [name[:-1] for name in arguments if name.endswith('=')]
        self.pointers = [self.find(name) for name in arguments if not name.endswith('=')]
        self.known = {}

    def find(self, name):
        """The address of the function of that name."""
        found = [at for at, function in self.functions.items() if function.name == name]
        if len(found) != 1:
            raise Unknown(f'{len(found)} functions are named {name}')
        return found[0]

    def calls(self, function):
        """Pairs (callee, the caller's own window is given back before)."""
        for at, (mnemonic, operands) in enumerate(function.code):
            if is_return(mnemonic, operands):
                continue
            is_given_back = function.code[at + 1:at + 2] != [] and \
                function.code[at + 1][0] == 'restore'
            target = TARGET.search(operands)
            if target is not None:
                # a branch inside the function is no call
                if mnemonic == 'call' or target[3] != function.name:
                    if int(target[1], 16) not in self.functions:
                        raise Unknown(f'{function.name} goes to {target[2]}, where no function '
                                      'begins')
                    yield int(target[1], 16), is_given_back
            elif mnemonic in ('call', 'jmp', 'jmpl') and \
                    not (mnemonic == 'jmp' and function.name in self.tables):
                if not self.pointers:
                    raise Unknown(f'{function.name} goes where a register says')
                for pointer in self.pointers:
                    yield pointer, is_given_back

    def deepest(self, address, under_way=()):
        """(number, names of the chain) for a function."""
        function = self.functions[address]
        if address in under_way:
            chain = under_way[under_way.index(address):] + (address,)
            raise Unknown('recursion: ' + ' '.join(self.functions[at].name for at in chain))
        if address not in self.known:
            own = 1 if function.has_save() else 0
            best = (own, [function.name])
            for callee, is_given_back in self.calls(function):
                number, chain = self.deepest(callee, under_way + (address,))
                number += 0 if is_given_back else own
                if number > best[0]:
                    best = (number, [function.name] + chain)
            self.known[address] = best
        return self.known[address]


def main():
    objdump, path, entry = sys.argv[1:4]
    try:
        program = Program(read(objdump, path), sys.argv[4:])
        number, chain = program.deepest(program.find(entry))
    except Unknown as reason:
        print(reason)
        return 1
    print(number)
    print(' '.join(chain))
    return 0


sys.exit(main())

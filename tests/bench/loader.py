#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""How many instructions a LEON3 loader takes to boot, and for what: run by hand, as
'make bench-loader'.

	loader.py XPACK LOADER.elf NM HOST.elf BOARD.xml DATA KIB|FILE...

Boots systems of one host and one blob on the emulated board.  The emulator counts every instruction
(-icount, in recording mode, where it tells the number); breakpoints over its debug stub at the
functions below, and where they return, cut the boot into phases.  The loader is the one that is
installed: it has no code that measures.  The console is off: it would count the emulated UART.

The blobs are the first KIB of DATA, or FILE whole.  Where the description has an attribute `compression`, each is
booted with lz4 too.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile

REGISTER_O0, REGISTER_O7 = 8, 15
RAM = 0x40000000
BLOB = 0x40100000

# Instructions: the signature and SHA-256 are BearSSL's at -Os, the latter for each byte, and LZ4 a
# bounds-checked decoder of 12 lines, for each byte decoded.
FLOOR_SIGNATURE = 12400000
FLOOR_SHA256 = 67.0
FLOOR_LZ4 = 9.8

SYSTEM = '''<?xml version="1.0" encoding="UTF-8"?>
<System xmlns="urn:xpack:system:1" xmlns:xi="http://www.w3.org/2001/XInclude"
        name="bench" version="1.0" securityVersion="1">
	<xi:include href="board.xml"/>
	<Host name="host" file="host.elf" license="BSD-2-Clause" protocol="raw">
		<Area name="main" start="0x40000000" size="64KiB" access="rwx"/>
		<Area name="data" start="0x40100000" size="{area}" access="rw" zero="true"/>
		<Blob name="blob" file="blob.bin" address="0x40100000"{compression}/>
	</Host>
	<Loader region="prom" manifestCap="64KiB"/>
</System>
'''


class Stub:
    """The emulator's debug stub (GDB's remote serial protocol), as much as is needed."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(path)
                break
            except (FileNotFoundError, ConnectionRefusedError):
                pass
        self.stream = self.socket.makefile('rwb')

    def send(self, text):
        data = text.encode()
        self.stream.write(b'$%s#%02x' % (data, sum(data) & 0xff))
        self.stream.flush()

    def receive(self):
        byte = self.stream.read(1)
        while byte == b'+':
            byte = self.stream.read(1)
        if byte != b'$':
            raise SystemExit('the emulator ended')
        text = b''
        while not text.endswith(b'#'):
            text += self.stream.read(1)
        self.stream.read(2)
        self.stream.write(b'+')
        self.stream.flush()
        return text[:-1].decode()

    def ask(self, text):
        self.send(text)
        return self.receive()

    def count(self):
        """Instructions executed so far."""
        answer = self.ask('qRcmd,' + b'info replay'.hex())
        text = ''
        while answer != 'OK':
            text += bytes.fromhex(answer[1:]).decode()
            answer = self.receive()
        return int(re.search(r'instruction count = (\d+)', text)[1])

    def registers(self):
        answer = self.ask('g')
        return [int(answer[i:i + 8], 16) for i in range(0, 8 * 32, 8)]

    def pc(self):
        return int(self.ask('g')[8 * 68:8 * 69], 16)

    def run_to(self, addresses):
        """Go on until one of them is reached.  No breakpoint stays, and none is stepped over."""
        for address in addresses:
            self.ask(f'Z0,{address:x},4')
        if not self.ask('c').startswith('T05'):
            raise SystemExit('the emulator stopped elsewhere')
        for address in addresses:
            self.ask(f'z0,{address:x},4')
        return self.pc()


class Call:
    """A function that ran: its first four arguments, and the instructions it took."""

    def __init__(self, name, arguments, start, end):
        self.name = name
        self.arguments = arguments
        self.start = start
        self.cost = end - start


def trace(prom, symbols, directory):
    """(instructions from reset to the host, the calls on the way)."""
    path = os.path.join(directory, 'stub')
    if os.path.exists(path):
        os.unlink(path)
    emulator = subprocess.Popen(
        ['qemu-system-sparc', '-M', 'leon3_generic', '-m', '128M', '-display', 'none', '-serial',
         'null', '-monitor', 'none', '-S', '-bios', prom, '-chardev',
         f'socket,id=stub,path={path},server=on,wait=off', '-gdb', 'chardev:stub', '-icount',
         f'shift=0,rr=record,rrfile={directory}/record'])
    stub = Stub(path)
    stub.ask('?')
    at = {address: name for name, address in symbols.items()}
    end = symbols['start_host']
    calls = []
    pc = stub.run_to(at)
    while pc != end:
        start = stub.count()
        registers = stub.registers()
        stub.run_to([(registers[REGISTER_O7] + 8) & 0xffffffff])
        calls.append(Call(at[pc], registers[REGISTER_O0:REGISTER_O0 + 4], start, stub.count()))
        pc = stub.run_to(at)
    total = stub.count()
    emulator.kill()
    emulator.wait()
    return total, calls


def traced(nm, loader):
    """Addresses of the functions that are phases, by name."""
    wanted = re.compile(r'^(start_host|board_read|crypto_sha256|crypto_verify|memset|lz4_\w+)$')
    text = subprocess.run([nm, loader], check=True, capture_output=True, text=True).stdout
    symbols = {}
    for line in text.splitlines():
        address, kind, name = line.split()
        if kind in 'tT' and wanted.match(name.split('.')[0]):
            symbols[name.split('.')[0]] = int(address, 16)
    for name in ('start_host', 'board_read', 'crypto_sha256', 'crypto_verify', 'memset'):
        if name not in symbols:
            raise SystemExit(f'{loader}: no function {name}')
    return symbols


def phases(total, calls, images):
    """Rows (name, instructions, bytes, floor), the floor per byte where there are bytes; and what
    the whole is of the floor, and of what signature, hash and decoding take here.  Loading begins
    with the first read of an image's bytes; what comes before is authentication."""
    places = [(image['load'], image['load'] + image['mem-size']) for image in images]
    sizes = {image['data-size'] for image in images if image['data-size'] != 0}
    stored = sum(image['data-size'] for image in images)
    memory = sum(image['mem-size'] for image in images)
    verify = sum(call.cost for call in calls if call.name == 'crypto_verify')
    first = next(i for i, call in enumerate(calls) if i > 0 and call.name == 'board_read' and
                 calls[i - 1].name != 'crypto_verify' and call.arguments[3] in sizes)
    loading = calls[first:]

    def cost(name):
        return sum(call.cost for call in loading if call.name.startswith(name))

    decoded = sum(image['mem-size'] for image in images if image.get('compression') == 'lz4')
    zeroed = sum(call.arguments[2] for call in loading if call.name == 'memset' and any(
        start <= call.arguments[0] < end for start, end in places))
    if decoded and not cost('lz4_'):
        raise SystemExit('compressed images, and no lz4_decode() in the loader')
    rows = [('authenticate', calls[first].start, None, None),
            ('  of it signature', verify, None, FLOOR_SIGNATURE),
            ('copy', cost('board_read'), stored, None),
            ('hash', cost('crypto_sha256'), stored, FLOOR_SHA256)]
    if decoded:
        rows.append(('decode', cost('lz4_'), decoded, FLOOR_LZ4))
    rows.append(('zero', cost('memset'), zeroed, None))
    other = total - calls[first].start - sum(call.cost for call in loading)
    rows.append(('other', other, None, None))
    rows.append(('total', total, memory, None))
    floor = FLOOR_SIGNATURE + FLOOR_SHA256 * stored + FLOOR_LZ4 * decoded
    own = verify + cost('crypto_sha256') + cost('lz4_')
    return rows, total / floor, total / own


def measure(xpack, symbols, directory, compression, title):
    with open(os.path.join(directory, 'system.xml'), 'w', encoding='ascii') as file:
        size = os.path.getsize(os.path.join(directory, 'blob.bin'))
        file.write(SYSTEM.format(area=f'{8 * -(-size // 4096)}KiB', compression=compression))
    out = os.path.join(directory, 'bench.itb')
    subprocess.run([xpack, 'build', '-q', '-k', os.path.join(directory, 'key'), '-o', out,
                    os.path.join(directory, 'system.xml')], check=True)
    listing = subprocess.run([xpack, 'list', '--json', out], check=True, capture_output=True)
    images = json.loads(listing.stdout)['images']
    total, calls = trace(os.path.join(directory, 'bench.prom'), symbols, directory)
    rows, ratio, own = phases(total, calls, images)
    print(f'\n{title}\n\nphase                instructions       bytes   per byte      floor')
    for name, cost, size, floor in rows:
        each = f'{cost / size:.2f}' if size else ''
        print(f'{name:<20} {cost:>12} {size or "":>11} {each:>10} {floor or "":>10}')
    print(f'the whole: {ratio:.3f} times the floor of signature, hash and decoding, '
          f'{own:.3f} times what they take here')
    return total


def blob(data, argument):
    """(title, bytes) of what an argument names."""
    if not argument.isdigit():
        with open(argument, 'rb') as file:
            text = file.read()
        return f'{os.path.basename(argument)}, {len(text)} bytes', text
    size = 1024 * int(argument)
    with open(data, 'rb') as file:
        text = file.read(size)
    if len(text) != size:
        raise SystemExit(f'{data} has no {argument} KiB')
    return f'{argument} KiB', text


def main():
    xpack, loader, nm, host, board, data = sys.argv[1:7]
    symbols = traced(nm, loader)
    schema = subprocess.run([xpack, 'schema', 'system'], check=True, capture_output=True,
                            text=True).stdout
    can_compress = 'name="compression"' in schema
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([xpack, 'keygen', '-q', '--algorithm', 'rsa3072',
                        os.path.join(directory, 'key')], check=True)
        for source, name in ((host, 'host.elf'), (board, 'board.xml')):
            with open(source, 'rb') as file, open(os.path.join(directory, name), 'wb') as copy:
                copy.write(file.read())
        for argument in sys.argv[7:]:
            title, text = blob(data, argument)
            with open(os.path.join(directory, 'blob.bin'), 'wb') as file:
                file.write(text)
            plain = measure(xpack, symbols, directory, '', title)
            if can_compress:
                packed = measure(xpack, symbols, directory, ' compression="lz4"', f'{title}, lz4')
                print(f'{packed / plain:.3f} times the boot without compression')


main()

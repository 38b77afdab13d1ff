/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Memory, flash, documents and registers over rsp_ask(). */

#include <inttypes.h>
#include <stdio.h>

#include "rsp_parts.h"

#define ESCAPE '}'
#define ESCAPE_BIT 0x20
#define HEAD_ROOM ((size_t)48) /* for a command with address and size */
#define MAX_DOCUMENT ((size_t)256 << 10)
#define WORD ((size_t)4)

/* "M40000000,100" for messages. */
static const char *name_of(const struct rsp *rsp, const char *command, uint64_t addr, uint64_t size)
{
	return arena_printf(rsp->request->arena, "%s%" PRIx64 ",%" PRIx64, command, addr, size);
}

static const char *doing_at(const struct rsp *rsp, const char *verb, uint64_t addr, uint64_t size)
{
	return arena_printf(rsp->request->arena, "%s 0x%08" PRIx64 "..0x%08" PRIx64, verb, addr,
			    addr + size - 1);
}

static bool all_digits(struct span body)
{
	for (size_t i = 0; i < body.size; i++)
		if (rsp_digit(body.data[i]) < 0)
			return false;
	return true;
}

static uint8_t byte_of(const uint8_t *digits)
{
	return (uint8_t)(rsp_digit(digits[0]) << 4 | rsp_digit(digits[1]));
}

static void put_digits(struct buf *to, struct span bytes)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t *at = buf_put(to, NULL, 2 * bytes.size);

	for (size_t i = 0; i < bytes.size; i++) {
		*at++ = (uint8_t)digits[bytes.data[i] >> 4];
		*at++ = (uint8_t)digits[bytes.data[i] & 15];
	}
}

/* Bytes of a binary answer, in place; an escape at the end stands for itself, and so does not fit
 * the size that was asked for. */
static struct span unescape(struct span body, uint8_t *to)
{
	size_t n = 0;

	for (size_t i = 0; i < body.size; i++) {
		if (body.data[i] == ESCAPE && i + 1 < body.size)
			to[n++] = body.data[++i] ^ ESCAPE_BIT;
		else
			to[n++] = body.data[i];
	}
	return (struct span){ to, n };
}

static bool must_escape(uint8_t byte)
{
	return byte == '$' || byte == '#' || byte == ESCAPE || byte == '*';
}

/* As many of the bytes as fit a body of that size; returns their number. */
static size_t put_escaped(struct buf *to, struct span bytes, size_t limit)
{
	size_t n = 0;

	for (; n < bytes.size && to->size + 2 <= limit; n++) {
		uint8_t pair[2] = { ESCAPE, bytes.data[n] ^ ESCAPE_BIT };

		if (must_escape(bytes.data[n]))
			buf_put(to, pair, 2);
		else
			buf_put(to, &bytes.data[n], 1);
	}
	return n;
}

/* Reading */

static void remember(struct rsp *rsp, size_t size)
{
	rsp->recent[rsp->n_recent++ % RSP_RECENT] = size;
}

/* Among the last `window` reads? */
static bool is_recent(const struct rsp *rsp, size_t size, size_t window)
{
	for (size_t i = 1; i <= window; i++)
		if (rsp->recent[(rsp->n_recent - i) % RSP_RECENT] == size)
			return true;
	return false;
}

/* How many bytes to ask for: other than lately.  Where packets are so small that there are not many
 * sizes, lately is shorter. */
static int choose_size(struct rsp *rsp, size_t left, size_t *size)
{
	size_t most = (rsp->packet_size - HEAD_ROOM) / 2;
	size_t window = most / 2 < RSP_RECENT ? most / 2 : RSP_RECENT;

	*size = left < most ? left : most;
	for (size_t n = *size; n > 0; n--) {
		if (!is_recent(rsp, n, window) && n != rsp->registers_size) {
			*size = n;
			return 0;
		}
	}
	/* All are taken: what is late has to come first. */
	memset(rsp->recent, 0, sizeof(rsp->recent));
	return rsp_settle(rsp);
}

static bool fits_digits(const struct rsp_question *question, struct span body)
{
	return body.size == 2 * question->size && all_digits(body);
}

/* 'b' and the bytes. */
static bool fits_bytes(const struct rsp_question *question, struct span body)
{
	size_t n = 0;

	if (body.data[0] != 'b')
		return false;
	for (size_t i = 1; i < body.size; i++, n++)
		i += body.data[i] == ESCAPE;
	return n == question->size;
}

static int read_some(struct rsp *rsp, uint64_t addr, uint8_t *to, size_t size)
{
	const char *name = name_of(rsp, rsp->reads_binary ? "x" : "m", addr, size);
	const struct rsp_question question = { rsp_text(name), name,
					       rsp->reads_binary ? fits_bytes : fits_digits, size,
					       false };
	enum rsp_reply reply = rsp_ask(rsp, &question);
	struct span body = buf_span(&rsp->link.body);

	remember(rsp, size);
	if (reply == RSP_UNKNOWN && rsp->reads_binary) {
		rsp->reads_binary = false;
		return read_some(rsp, addr, to, size);
	}
	if (reply != RSP_ANSWERED)
		return rsp_refused(rsp, reply, doing_at(rsp, "read", addr, size));
	if (rsp->reads_binary) {
		(void)unescape(span_part(body, 1, body.size - 1), to);
		return 0;
	}
	for (size_t i = 0; i < size; i++)
		to[i] = byte_of(&body.data[2 * i]);
	return 0;
}

int rsp_read(struct rsp *rsp, uint64_t addr, uint8_t *to, size_t size)
{
	if (rsp_see_physical(rsp, true) != 0)
		return -1;
	while (size > 0) {
		size_t n;

		if (choose_size(rsp, size, &n) != 0 || read_some(rsp, addr, to, n) != 0)
			return -1;
		addr += n;
		to += n;
		size -= n;
	}
	return 0;
}

/* Writing */

/* Whole words: what a stub does byte by byte some memories do not take. */
static size_t whole_words(size_t size, size_t most)
{
	return size <= most ? size : most - most % WORD;
}

/* Returns how many bytes the packet has, whose last ones are cut when they do not fit. */
static size_t put_binary(struct rsp *rsp, struct buf *packet, const char *command, uint64_t addr,
			 struct span bytes)
{
	size_t n = whole_words(bytes.size, rsp->packet_size - HEAD_ROOM);
	size_t fits;

	/* The size stands in front of the bytes, so escapes are counted first. */
	do {
		packet->size = 0;
		buf_printf(packet, "%s%" PRIx64 ",%zx:", command, addr, n);
		fits = put_escaped(packet, span_part(bytes, 0, n), rsp->packet_size);
		if (fits == n)
			return n;
		n = whole_words(n, fits);
	} while (n > 0);
	return 0;
}

static size_t put_hexadecimal(struct rsp *rsp, struct buf *packet, uint64_t addr, struct span bytes)
{
	size_t n = whole_words(bytes.size, (rsp->packet_size - HEAD_ROOM) / 2);

	buf_printf(packet, "M%" PRIx64 ",%zx:", addr, n);
	put_digits(packet, span_part(bytes, 0, n));
	return n;
}

/* Does the peer know X?  It is asked to write nothing, as GDB does. */
static int probe_binary(struct rsp *rsp, uint64_t addr)
{
	const char *name = arena_printf(rsp->request->arena, "X%" PRIx64 ",0:", addr);
	const struct rsp_question question = { rsp_text(name), name, rsp_fits_ok, 0, false };
	enum rsp_reply reply;

	if (rsp->was_probed)
		return 0;
	reply = rsp_ask(rsp, &question);
	rsp->was_probed = true;
	rsp->writes_binary = reply == RSP_ANSWERED;
	return reply == RSP_FAILED ? -1 : 0;
}

static int write_some(struct rsp *rsp, uint64_t addr, struct span bytes, size_t *n)
{
	struct buf packet = { 0 };
	struct rsp_question question = { .fits = rsp_fits_ok };
	enum rsp_reply reply;

	*n = rsp->writes_binary ? put_binary(rsp, &packet, "X", addr, bytes)
				: put_hexadecimal(rsp, &packet, addr, bytes);
	question.body = buf_span(&packet);
	question.name = name_of(rsp, rsp->writes_binary ? "X" : "M", addr, *n);
	reply = rsp_ask(rsp, &question);
	buf_free(&packet);
	if (reply == RSP_UNKNOWN && rsp->writes_binary) {
		rsp->writes_binary = false;
		return write_some(rsp, addr, bytes, n);
	}
	if (reply != RSP_ANSWERED)
		return rsp_refused(rsp, reply, doing_at(rsp, "write", addr, *n));
	return 0;
}

int rsp_write(struct rsp *rsp, uint64_t addr, struct span bytes)
{
	if (rsp_see_physical(rsp, false) != 0 || probe_binary(rsp, addr) != 0)
		return -1;
	while (bytes.size > 0) {
		size_t n;

		if (write_some(rsp, addr, bytes, &n) != 0)
			return -1;
		addr += n;
		bytes = span_part(bytes, n, bytes.size - n);
	}
	return 0;
}

/* Flash */

static int ask_flash(struct rsp *rsp, struct span body, const char *name, const char *doing)
{
	const struct rsp_question question = { body, name, rsp_fits_ok, 0, true };
	enum rsp_reply reply = rsp_ask(rsp, &question);

	return reply == RSP_ANSWERED ? 0 : rsp_refused(rsp, reply, doing);
}

int rsp_flash_erase(struct rsp *rsp, uint64_t addr, uint64_t size)
{
	const char *name = name_of(rsp, "vFlashErase:", addr, size);

	return ask_flash(rsp, rsp_text(name), name, doing_at(rsp, "erase", addr, size));
}

int rsp_flash_write(struct rsp *rsp, uint64_t addr, struct span bytes)
{
	struct buf packet = { 0 };
	int result = 0;

	while (result == 0 && bytes.size > 0) {
		size_t n = whole_words(bytes.size, rsp->packet_size - HEAD_ROOM);
		size_t fits;

		packet.size = 0;
		buf_printf(&packet, "vFlashWrite:%" PRIx64 ":", addr);
		fits = put_escaped(&packet, span_part(bytes, 0, n), rsp->packet_size);
		result = ask_flash(rsp, buf_span(&packet), name_of(rsp, "vFlashWrite:", addr, fits),
				   doing_at(rsp, "program", addr, fits));
		addr += fits;
		bytes = span_part(bytes, fits, bytes.size - fits);
	}
	buf_free(&packet);
	return result;
}

int rsp_flash_done(struct rsp *rsp)
{
	return ask_flash(rsp, rsp_text("vFlashDone"), "vFlashDone", "finish programming");
}

/* Documents */

/* 'm': more follows, 'l': the last piece. */
static bool fits_piece(const struct rsp_question *question, struct span body)
{
	return (body.data[0] == 'm' || body.data[0] == 'l') && body.size <= 1 + 2 * question->size;
}

/* Returns 1 when more follows, 0 at the end, -1 after an error. */
static int read_piece(struct rsp *rsp, const char *document, struct buf *text)
{
	const size_t size = rsp->packet_size - HEAD_ROOM;
	const char *name =
		arena_printf(rsp->request->arena, "%s:%zx,%zx", document, text->size, size);
	const struct rsp_question question = { rsp_text(name), name, fits_piece, size, false };
	enum rsp_reply reply = rsp_ask(rsp, &question);
	struct span piece = buf_span(&rsp->link.body);
	struct span bytes;

	if (reply != RSP_ANSWERED)
		return rsp_refused(rsp, reply, arena_printf(rsp->request->arena, "send %s", name));
	bytes = unescape(span_part(piece, 1, piece.size - 1), buf_put(text, NULL, piece.size - 1));
	text->size = text->size - (piece.size - 1) + bytes.size;
	if (piece.data[0] == 'l')
		return 0;
	if (bytes.size == 0 || text->size > MAX_DOCUMENT)
		return target_fail(rsp->request, "'%s' has no end", document);
	return 1;
}

int rsp_document(struct rsp *rsp, const char *object, const char *annex, struct buf *text)
{
	bool is_map = strcmp(object, "memory-map") == 0;
	const char *document = arena_printf(rsp->request->arena, "qXfer:%s:read:%s", object, annex);
	int more = 1;

	*text = (struct buf){ 0 };
	if (!(is_map ? rsp->offers_memory_map : rsp->offers_features))
		return 0;
	while (more > 0)
		more = read_piece(rsp, document, text);
	return more == 0 ? 1 : -1;
}

/* Registers */

/* 'xx' where a byte is not available; later as many as the first time. */
static bool fits_registers(const struct rsp_question *question, struct span body)
{
	if (body.size % 2 != 0 || (question->size != 0 && question->size != body.size / 2))
		return false;
	for (size_t i = 0; i < body.size; i++)
		if (body.data[i] != 'x' && rsp_digit(body.data[i]) < 0)
			return false;
	return true;
}

int rsp_get_registers(struct rsp *rsp, struct buf *registers)
{
	const struct rsp_question question = { rsp_text("g"), "g", fits_registers,
					       rsp->registers_size, false };
	enum rsp_reply reply = rsp_ask(rsp, &question);
	struct span body = buf_span(&rsp->link.body);

	*registers = (struct buf){ 0 };
	if (reply != RSP_ANSWERED)
		return rsp_refused(rsp, reply, "read the registers");
	for (size_t i = 0; i < body.size; i += 2) {
		uint8_t byte =
			body.data[i] == 'x' || body.data[i + 1] == 'x' ? 0 : byte_of(&body.data[i]);

		buf_put(registers, &byte, 1);
	}
	rsp->registers_size = registers->size;
	return 0;
}

int rsp_set_registers(struct rsp *rsp, struct span registers)
{
	struct buf packet = { 0 };
	struct rsp_question question = { .name = "G", .fits = rsp_fits_ok };
	enum rsp_reply reply;

	buf_put(&packet, "G", 1);
	put_digits(&packet, registers);
	question.body = buf_span(&packet);
	reply = rsp_ask(rsp, &question);
	buf_free(&packet);
	return reply == RSP_ANSWERED ? 0 : rsp_refused(rsp, reply, "set the registers");
}

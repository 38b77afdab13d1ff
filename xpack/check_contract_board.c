/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What the integrator promises a supplier of board and host, against what the system has. */

#include <inttypes.h>
#include <string.h>

#include "check_contract_parts.h"
#include "quantity.h"

/* Two elements that should say the same. */
struct promise {
	const struct check_context *context;
	const struct system *contract;
	const char *what; /* "memory 'ram'" */
	struct location at, promised_at;
};

static void report(const struct promise *promise, const char *id, const char *attribute,
		   struct location at, const char *is, struct location promised_at,
		   const char *promised)
{
	struct diag *diag = promise->context->diag;

	diag_error(diag, at, id, "%s has %s %s, contract '%s' promises %s", promise->what,
		   attribute, is, promise->contract->name.value, promised);
	diag_note(diag, promised_at, "it was promised here");
}

/* An attribute that is absent is none. */
static const char *shown(const struct promise *promise, struct text text)
{
	return text_given(text) ? arena_printf(promise->context->arena, "'%s'", text.value)
				: "none";
}

static void same_text(const struct promise *promise, const char *id, const char *attribute,
		      struct text is, struct text promised)
{
	const char *a = shown(promise, is), *b = shown(promise, promised);

	if (strcmp(a, b) != 0)
		report(promise, id, attribute, text_given(is) ? is.at : promise->at, a,
		       text_given(promised) ? promised.at : promise->promised_at, b);
}

static const char *number_text(const struct promise *promise, struct number number,
			       enum quantity_kind kind)
{
	struct arena *arena = promise->context->arena;

	if (!number_given(number))
		return "none";
	return kind == QUANTITY_ADDRESS ? arena_printf(arena, "0x%08" PRIx64, number.value)
					: quantity_text(arena, kind, number.value);
}

static void same_number(const struct promise *promise, const char *attribute, struct number is,
			struct number promised, enum quantity_kind kind)
{
	if (is.bad || promised.bad ||
	    (is.value == promised.value && number_given(is) == number_given(promised)))
		return;
	report(promise, "contract-board", attribute, number_given(is) ? is.at : promise->at,
	       number_text(promise, is, kind),
	       number_given(promised) ? promised.at : promise->promised_at,
	       number_text(promise, promised, kind));
}

/* From now on it is about these elements of the board; at NULL: the board has none. */
static bool begin(struct promise *promise, const char *what, const struct location *at,
		  struct location promised_at)
{
	const struct board *board = &promise->context->system->board;
	struct diag *diag = promise->context->diag;

	promise->what = what;
	promise->promised_at = promised_at;
	if (at != NULL) {
		promise->at = *at;
		return true;
	}
	diag_error(diag, board->at, "contract-board",
		   "board '%s' has no %s, contract '%s' promises it", board->name.value, what,
		   promise->contract->name.value);
	diag_note(diag, promised_at, "it was promised here");
	return false;
}

static void check_memory_of(struct promise *promise, const struct memory *promised)
{
	const struct memory *is = model_memory(promise->context->system, promised->name.value);
	struct arena *arena = promise->context->arena;

	if (!begin(promise, arena_printf(arena, "memory '%s'", promised->name.value),
		   is == NULL ? NULL : &is->at, promised->at))
		return;
	same_text(promise, "contract-board", "the kind", is->kind_name, promised->kind_name);
	same_number(promise, "the start", is->start, promised->start, QUANTITY_ADDRESS);
	same_number(promise, "the size", is->size, promised->size, QUANTITY_SIZE);
}

static void check_device_of(struct promise *promise, const struct device *promised)
{
	const struct device *is = model_device(promise->context->system, promised->name.value);
	struct arena *arena = promise->context->arena;

	if (!begin(promise, arena_printf(arena, "device '%s'", promised->name.value),
		   is == NULL ? NULL : &is->at, promised->at))
		return;
	same_text(promise, "contract-board", "the type", is->type, promised->type);
	if (is->space != promised->space)
		same_text(promise, "contract-board", "the space", is->space_name,
			  promised->space_name);
	same_number(promise, "the start", is->start, promised->start, QUANTITY_ADDRESS);
	same_number(promise, "the size", is->size, promised->size, QUANTITY_SIZE);
	same_number(promise, "the interrupt", is->irq, promised->irq, QUANTITY_COUNT);
}

static void check_processor_of(struct promise *promise, const struct processor *promised)
{
	const struct processor *is = model_processor(promise->context->system, promised->id.value);
	struct arena *arena = promise->context->arena;

	if (!promised->id.bad &&
	    begin(promise, arena_printf(arena, "processor %" PRIu64, promised->id.value),
		  is == NULL ? NULL : &is->at, promised->at))
		same_number(promise, "the clock", is->clock, promised->clock, QUANTITY_FREQUENCY);
}

static void check_board_of(const struct check_context *context, const struct system *contract)
{
	const struct board *board = &contract->board;
	struct promise promise = {
		.context = context,
		.contract = contract,
		.what = "the board",
		.at = context->system->board.at,
		.promised_at = board->at,
	};

	same_text(&promise, "contract-board", "the name", context->system->board.name, board->name);
	same_text(&promise, "contract-board", "the architecture", context->system->board.arch_name,
		  board->arch_name);
	for (size_t i = 0; i < board->n_memories; i++)
		check_memory_of(&promise, &board->memories[i]);
	for (size_t i = 0; i < board->n_processors; i++)
		check_processor_of(&promise, &board->processors[i]);
	for (size_t i = 0; i < board->n_devices; i++)
		check_device_of(&promise, &board->devices[i]);
}

static void check_host_of(const struct check_context *context, const struct system *contract)
{
	const struct host *host = &context->system->host;
	const struct promise promise = {
		.context = context,
		.contract = contract,
		.what = "the host",
		.at = host->at,
		.promised_at = contract->host.at,
	};

	same_text(&promise, "contract-interface", "the name", host->name, contract->host.name);
	same_text(&promise, "contract-interface", "the protocol", host->protocol_name,
		  contract->host.protocol_name);
}

void contract_check_board(const struct check_context *context)
{
	for (size_t i = 0; !context->system->alone && i < context->system->n_contracts; i++)
		check_board_of(context, context->system->contracts[i]);
}

void contract_check_interface(const struct check_context *context)
{
	for (size_t i = 0; !context->system->alone && i < context->system->n_contracts; i++)
		check_host_of(context, context->system->contracts[i]);
}

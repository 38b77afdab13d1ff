/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What the integrator promises a supplier of board and host, against what the system has. */

#include <inttypes.h>
#include <string.h>

#include "check_contract_parts.h"

/* Two elements that should say the same. */
struct promise {
	const struct check_context *context;
	const struct system *contract;
	const char *id;
	const char *what; /* "memory 'ram'" */
};

static void report(const struct promise *promise, const char *attribute, struct location at,
		   const char *is, struct location promised_at, const char *promised)
{
	struct diag *diag = promise->context->diag;

	diag_error(diag, at, promise->id, "%s has %s %s, contract '%s' promises %s", promise->what,
		   attribute, is, promise->contract->name.value, promised);
	diag_note(diag, promised_at, "it was promised here");
}

/* An attribute that is absent is none. */
static const char *shown(struct text text)
{
	return text_given(text) ? text.value : "none";
}

static void same_text(const struct promise *promise, const char *attribute, struct text is,
		      struct text promised, struct location element,
		      struct location promised_element)
{
	if (strcmp(shown(is), shown(promised)) != 0)
		report(promise, attribute, text_given(is) ? is.at : element, shown(is),
		       text_given(promised) ? promised.at : promised_element, shown(promised));
}

static const char *number_text(const struct promise *promise, struct number number)
{
	return number_given(number)
		       ? arena_printf(promise->context->arena, "0x%" PRIx64, number.value)
		       : "none";
}

static void same_number(const struct promise *promise, const char *attribute, struct number is,
			struct number promised, struct location element,
			struct location promised_element)
{
	if (is.bad || promised.bad ||
	    (is.value == promised.value && number_given(is) == number_given(promised)))
		return;
	report(promise, attribute, number_given(is) ? is.at : element, number_text(promise, is),
	       number_given(promised) ? promised.at : promised_element,
	       number_text(promise, promised));
}

static void missing(const struct promise *promise, struct location promised_at)
{
	struct diag *diag = promise->context->diag;

	diag_error(diag, promise->context->system->board.at, promise->id,
		   "board '%s' has no %s, contract '%s' promises it",
		   promise->context->system->board.name.value, promise->what,
		   promise->contract->name.value);
	diag_note(diag, promised_at, "it was promised here");
}

static void promise_memory(struct promise *promise, const struct memory *promised)
{
	const struct memory *is = model_memory(promise->context->system, promised->name.value);

	promise->what = arena_printf(promise->context->arena, "memory '%s'", promised->name.value);
	if (is == NULL) {
		missing(promise, promised->at);
		return;
	}
	same_text(promise, "the kind", is->kind_name, promised->kind_name, is->at, promised->at);
	same_number(promise, "the start", is->start, promised->start, is->at, promised->at);
	same_number(promise, "the size", is->size, promised->size, is->at, promised->at);
}

static void promise_device(struct promise *promise, const struct device *promised)
{
	const struct device *is = model_device(promise->context->system, promised->name.value);

	promise->what = arena_printf(promise->context->arena, "device '%s'", promised->name.value);
	if (is == NULL) {
		missing(promise, promised->at);
		return;
	}
	same_text(promise, "the type", is->type, promised->type, is->at, promised->at);
	if (is->space != promised->space)
		same_text(promise, "the space", is->space_name, promised->space_name, is->at,
			  promised->at);
	same_number(promise, "the start", is->start, promised->start, is->at, promised->at);
	same_number(promise, "the size", is->size, promised->size, is->at, promised->at);
	same_number(promise, "the interrupt", is->irq, promised->irq, is->at, promised->at);
}

static void promise_processor(struct promise *promise, const struct processor *promised)
{
	const struct processor *is = model_processor(promise->context->system, promised->id.value);

	promise->what =
		arena_printf(promise->context->arena, "processor %" PRIu64, promised->id.value);
	if (promised->id.bad)
		return;
	if (is == NULL)
		missing(promise, promised->at);
	else
		same_number(promise, "the clock", is->clock, promised->clock, is->at, promised->at);
}

static void check_board_of(const struct check_context *context, const struct system *contract)
{
	const struct board *board = &contract->board;
	struct promise promise = { context, contract, "contract-board", "the board" };

	same_text(&promise, "the name", context->system->board.name, board->name,
		  context->system->board.at, board->at);
	same_text(&promise, "the architecture", context->system->board.arch_name, board->arch_name,
		  context->system->board.at, board->at);
	for (size_t i = 0; i < board->n_memories; i++)
		promise_memory(&promise, &board->memories[i]);
	for (size_t i = 0; i < board->n_processors; i++)
		promise_processor(&promise, &board->processors[i]);
	for (size_t i = 0; i < board->n_devices; i++)
		promise_device(&promise, &board->devices[i]);
}

void contract_check_board(const struct check_context *context)
{
	for (size_t i = 0; !context->system->alone && i < context->system->n_contracts; i++)
		check_board_of(context, context->system->contracts[i]);
}

void contract_check_interface(const struct check_context *context)
{
	const struct host *host = &context->system->host;

	for (size_t i = 0; !context->system->alone && i < context->system->n_contracts; i++) {
		const struct host *promised = &context->system->contracts[i]->host;
		const struct promise promise = { context, context->system->contracts[i],
						 "contract-interface", "the host" };

		same_text(&promise, "the name", host->name, promised->name, host->at, promised->at);
		same_text(&promise, "the protocol", host->protocol_name, promised->protocol_name,
			  host->at, promised->at);
	}
}

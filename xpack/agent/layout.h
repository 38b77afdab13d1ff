/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * What xpack and the flash agent on the board agree on, for C and the assembler.  In RAM there are
 * in a row: its state, AGENT_STATE bytes; its code; a job, that is JOB_SCRIPT bytes of numbers, the
 * script, data, and two words for the sums.
 */
#ifndef XPACK_AGENT_LAYOUT_H
#define XPACK_AGENT_LAYOUT_H

/* The state, which it leaves behind. */
#define AGENT_STATE 32
#define STATE_RESULT 0
#define STATE_TICKET 4 /* of the job */
#define STATE_VALUE 8  /* that was read last from the bus */
#define STATE_LAST 12  /* of the data, that was put last */
#define STATE_NEXT 16  /* operation */
#define STATE_AT 20
#define STATE_DATA 24
#define STATE_LEFT 28

#define AGENT_MORE 8 /* behind its start: the entry that goes on */

#define AGENT_DONE 1
#define AGENT_BUSY 2   /* a wait takes longer than this run */
#define AGENT_FAILED 3 /* a test did not hold */
#define AGENT_WRONG 4  /* the sums: nothing was done */
#define AGENT_STUCK 5  /* the SPI controller does not get a byte through */

/* A job. */
#define JOB_WORDS 0 /* from the code's start up to the end, of which the sums are */
#define JOB_TICKET 4
#define JOB_POLLS 8
#define JOB_WIDTH 12 /* of the bus, bytes: 1 or 2 */
#define JOB_AT 16    /* on the bus, where the data go */
#define JOB_DATA 20  /* where they are */
#define JOB_LEFT 24  /* units of them */
#define JOB_SCRIPT 32

#define JOB_MAX_WORDS 2048

/* An operation is four words: code, address, mask and value. */
#define SCRIPT_END 0
#define SCRIPT_PUT 1   /* the value to the address, mask times */
#define SCRIPT_DATA 2  /* the next data, mask units, to where they go */
#define SCRIPT_WAIT 3  /* until what is read there has, under the mask, that value */
#define SCRIPT_STILL 4 /* until two readings there are the same */
#define SCRIPT_TEST 5  /* does what was read last have, under the mask, that value? */
#define SCRIPT_OFFER 9 /* the value to the address, until what is read has all the mask's bits */
#define SCRIPT_NEXT 6  /* from the beginning again while there are data */
/* To the chip behind an SPI controller in user mode, whose status register is at the address.  It
 * is selected before and let go afterwards. */
#define SCRIPT_SEND 7 /* the next data, mask bytes */
#define SCRIPT_ASK 8  /* one of them, and until what is answered has, under the mask, that value */
#define SCRIPT_CODE 0xff
/* Beside the code: */
#define SCRIPT_HERE 0x100 /* the address counts from where the next data go */
#define SCRIPT_LAST 0x200 /* the value is the data's that was put last */

#endif

/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* uart.h for an NS16550 (National Semiconductor PC16550D, chapter 8): 8 data bits, no parity,
 * 1 stop bit, no interrupts, FIFOs empty; scaler is the divisor of 115,200 baud. */

#include "loader/uart.h"

#include "port.h"

/* Registers, as offsets (table II of the data sheet), and their bits. */
#define UART_DATA 0
#define UART_INTERRUPTS 1
#define UART_FIFO 2
#define UART_LINE 3
#define UART_MODEM 4
#define UART_STATUS 5
#define UART_DIVISOR_LOW 0 /* these two while LINE_DIVISOR is set */
#define UART_DIVISOR_HIGH 1

#define LINE_8N1 0x03
#define LINE_DIVISOR 0x80
#define FIFO_CLEAR 0x07   /* FCR0 to FCR2: on, both emptied */
#define MODEM_READY 0x03  /* DTR and RTS */
#define STATUS_ROOM 0x20  /* THRE: the FIFO, or the holding register, is empty */
#define STATUS_EMPTY 0x40 /* TEMT: the shift register too */

/* Where no UART is, the bus reads as ones: then nothing waits. */
static void wait_for(uint32_t port, uint8_t bits)
{
	while ((port_get(port + UART_STATUS) & bits) != bits)
		;
}

void uart_init(uint32_t port, uint32_t divisor)
{
	port_put(port + UART_INTERRUPTS, 0);
	port_put(port + UART_LINE, LINE_DIVISOR);
	port_put(port + UART_DIVISOR_LOW, (uint8_t)divisor);
	port_put(port + UART_DIVISOR_HIGH, (uint8_t)(divisor >> 8));
	port_put(port + UART_LINE, LINE_8N1);
	port_put(port + UART_FIFO, FIFO_CLEAR);
	port_put(port + UART_MODEM, MODEM_READY);
}

void uart_put(uint32_t port, uint8_t byte)
{
	wait_for(port, STATUS_ROOM);
	port_put(port + UART_DATA, byte);
}

void uart_drain(uint32_t port)
{
	wait_for(port, STATUS_ROOM | STATUS_EMPTY);
}

/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Names of vendors and devices: GRLIB IP Core User's Manual, the table "Vendor and device
 * identifiers" of each core. */

#include "plugplay.h"

static const struct {
	uint8_t vendor;
	const char *name;
} vendors[] = {
	{ 0x01, "Gaisler" },  { 0x02, "Pender" },    { 0x04, "ESA" }, { 0x06, "Astrium" },
	{ 0x07, "OpenChip" }, { 0x08, "OpenCores" }, { 0x0a, "DLR" }, { 0xac, "Actel" },
};

static const struct {
	uint8_t vendor;
	uint16_t device;
	const char *name;
} devices[] = {
	{ 0x01, 0x003, "LEON3 processor" },
	{ 0x01, 0x004, "LEON3 debug support unit" },
	{ 0x01, 0x006, "AHB/APB bridge" },
	{ 0x01, 0x007, "AHB debug UART" },
	{ 0x01, 0x008, "PROM/SRAM controller" },
	{ 0x01, 0x009, "SDRAM controller" },
	{ 0x01, 0x00a, "synchronous SRAM controller" },
	{ 0x01, 0x00c, "UART" },
	{ 0x01, 0x00d, "interrupt controller" },
	{ 0x01, 0x00e, "on-chip RAM" },
	{ 0x01, 0x011, "timer unit" },
	{ 0x01, 0x014, "PCI bridge" },
	{ 0x01, 0x017, "AHB trace buffer" },
	{ 0x01, 0x019, "CAN controller" },
	{ 0x01, 0x01a, "general purpose I/O port" },
	{ 0x01, 0x01b, "on-chip ROM" },
	{ 0x01, 0x01c, "JTAG debug link" },
	{ 0x01, 0x01d, "Ethernet MAC" },
	{ 0x01, 0x01f, "SpaceWire link" },
	{ 0x01, 0x020, "AHB/AHB bridge" },
	{ 0x01, 0x025, "DDR controller" },
	{ 0x01, 0x028, "I2C master" },
	{ 0x01, 0x029, "SpaceWire link" },
	{ 0x01, 0x02c, "clock gating unit" },
	{ 0x01, 0x02d, "SPI controller" },
	{ 0x01, 0x02e, "DDR2 controller" },
	{ 0x01, 0x030, "telemetry encoder" },
	{ 0x01, 0x038, "timer unit with latches" },
	{ 0x01, 0x045, "SPI memory controller" },
	{ 0x01, 0x047, "LEON4 statistics unit" },
	{ 0x01, 0x048, "LEON4 processor" },
	{ 0x01, 0x049, "LEON4 debug support unit" },
	{ 0x01, 0x04b, "level 2 cache" },
	{ 0x01, 0x04d, "MIL-STD-1553B interface" },
	{ 0x01, 0x050, "on-chip RAM with EDAC" },
	{ 0x01, 0x051, "PROM/SRAM controller with EDAC" },
	{ 0x01, 0x052, "AHB status register" },
	{ 0x01, 0x053, "LEON3FT processor" },
	{ 0x01, 0x054, "memory controller with EDAC" },
	{ 0x01, 0x055, "SDRAM controller with EDAC" },
	{ 0x01, 0x087, "general purpose register" },
	{ 0x01, 0x0a2, "AHB/APB3 bridge" },
	{ 0x01, 0x0ba, "LEON5 processor" },
	{ 0x01, 0x0bb, "LEON5 debug support unit" },
	{ 0x04, 0x00f, "LEON2 memory controller" },
};

const char *plugplay_vendor_name(uint8_t vendor)
{
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (vendors[i].vendor == vendor)
			return vendors[i].name;
	return NULL;
}

const char *plugplay_device_name(uint8_t vendor, uint16_t device)
{
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (devices[i].vendor == vendor && devices[i].device == device)
			return devices[i].name;
	return NULL;
}

#!/usr/bin/env tclsh
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# grmon.tcl: a stand-in for GRMON: a Tcl interpreter with its commands for a flash chip, the file
# $CHIP, of 128 KiB sectors, of which programming can only clear bits.  $DEFECT is what it does not
# do as it should.  $CUT is the number of the change to the chip in which the power fails, which is
# half done; the file $CHIP.n counts them.  $BOARD is what it calls the board.
set env(DEFECT) [expr {[info exists env(DEFECT)] ? $env(DEFECT) : ""}]
set env(BOARD) [expr {[info exists env(BOARD)] ? $env(BOARD) : "GR740"}]
set sector 131072
set piece 65536
# The file of how many changes there were, and the number of this one.
proc count {} {
	set name $::env(CHIP).n
	set n 0
	if {[file exists $name]} {
		set file [open $name r]
		set n [gets $file]
		close $file
	}
	set file [open $name w]
	puts $file [expr {$n + 1}]
	close $file
	return $n
}
proc change {from bytes} {
	set is_cut [expr {[info exists ::env(CUT)] && [count] == $::env(CUT)}]
	if {$is_cut} { set bytes [string range $bytes 0 [expr {[string length $bytes] / 2 - 1}]] }
	set file [open $::env(CHIP) r+b]
	seek $file $from
	puts -nonewline $file $bytes
	close $file
	if {$is_cut} { error "the power failed" }
}
proc bytes_of {from size} {
	set file [open $::env(CHIP) rb]
	seek $file $from
	set bytes [read $file $size]
	close $file
	return $bytes
}
proc flash {what args} {
	if {$::env(DEFECT) eq $what} { error "$what failed" }
	if {$::env(DEFECT) eq "no $what"} { return }
	switch $what {
	unlock {}
	erase {
		lassign $args first last
		for {set i [expr {$first / $::sector}]} {$i <= $last / $::sector} {incr i} {
			change [expr {$i * $::sector}] [string repeat \xff $::sector]
		}
	}
	load {
		if {$::env(DEFECT) eq "lost"} { return }
		set start [expr {[exec srec_info [lindex $args 0] -motorola | sed -n \
			{s/^Data: *\([0-9A-F]*\) .*/0x\1/p}]}]
		exec srec_cat [lindex $args 0] -motorola -offset -$start -o range.bin -binary
		set file [open range.bin rb]
		set bytes [read $file]
		close $file
		binary scan $bytes cu* new
		binary scan [bytes_of $start [string length $bytes]] cu* old
		set result {}
		foreach a $new b $old { lappend result [expr {$a & $b}] }
		for {set i 0} {$i < [llength $result]} {incr i $::piece} {
			change [expr {$start + $i}] [binary format c* \
				[lrange $result $i [expr {$i + $::piece - 1}]]]
		}
	}
	default { error "flash $what is not known" }
	}
}
proc dump {option from size name} {
	if {$::env(DEFECT) eq "lost" && [file exists $name]} { return }
	if {$::env(DEFECT) eq "no dump"} { return }
	if {$::env(DEFECT) eq "short dump"} { incr size -1 }
	set file [open $name wb]
	puts -nonewline $file [bytes_of $from $size]
	close $file
}
if {[lrange $argv 0 1] ne {-uart /dev/ttyS9}} { puts "who is it?"; exit 1 }
puts "  Device ID:           0x740"
puts "  Detected system:     $env(BOARD) \x1b\[2J"
if {[lindex $argv 2] eq "-cfg"} { source [lindex $argv 3] }
if {[catch {source [lindex $argv end]} why]} { puts "grmon: $why"; exit 1 }

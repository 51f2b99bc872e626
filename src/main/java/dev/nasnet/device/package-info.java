/**
 * The machine on which TensorFlow runs: its devices ({@link dev.nasnet.device.Devices}), the native
 * library, the libraries that a GPU build lacks, and the settings of a session ({@link
 * dev.nasnet.device.Hardware}). Imports {@code problem}.
 */
@NullMarked
package dev.nasnet.device;

import org.jspecify.annotations.NullMarked;

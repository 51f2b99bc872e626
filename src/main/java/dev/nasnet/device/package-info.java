/**
 * The machine on which TensorFlow runs: its devices ({@link dev.nasnet.device.Devices}), the native
 * library, the libraries that a GPU build lacks, and the settings of a session ({@link
 * dev.nasnet.device.Hardware}). Imports {@code problem}.
 *
 * <pre>{@code
 * Hardware hardware = Hardware.threads(4); // a GPU if there is one, else 4 threads
 * if (Devices.gpus() == 0) {
 *   System.out.println(GpuSupport.detect().reason());
 * }
 * }</pre>
 *
 * @serial exclude
 */
@NullMarked
package dev.nasnet.device;

import org.jspecify.annotations.NullMarked;

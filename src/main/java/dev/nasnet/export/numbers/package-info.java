/**
 * Numbers and layouts of several file formats: half precision, and kernels with their output
 * channels first.
 *
 * <p>May import nothing of this project.
 */
@NullMarked
package dev.nasnet.export.numbers;

import org.jspecify.annotations.NullMarked;

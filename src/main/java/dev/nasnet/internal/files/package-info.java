/**
 * Atomic writing of files and folders ({@link dev.nasnet.internal.files.AtomicWrites}) and
 * checksums ({@link dev.nasnet.internal.files.Sha256}, {@link
 * dev.nasnet.internal.files.MaskedCrc32c}). Every package that writes files uses this package.
 * Imports {@code problem}.
 */
@NullMarked
package dev.nasnet.internal.files;

import org.jspecify.annotations.NullMarked;

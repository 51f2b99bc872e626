/**
 * HDF5 files: a small writer of groups, float32 datasets and text attributes, and a reader that
 * trusts nothing the file says of itself. The library behind the reader shows in no other room.
 * Imports problems only.
 */
@NullMarked
package dev.nasnet.internal.hdf5;

import org.jspecify.annotations.NullMarked;

/**
 * HDF5 files with groups, float32 datasets and text attributes. {@link
 * dev.nasnet.internal.hdf5.Hdf5Writer} writes them, and {@link dev.nasnet.internal.hdf5.Hdf5File}
 * reads them and checks every size and address in the file. Only this package uses the library
 * jHDF. Imports {@code problem}.
 */
@NullMarked
package dev.nasnet.internal.hdf5;

import org.jspecify.annotations.NullMarked;

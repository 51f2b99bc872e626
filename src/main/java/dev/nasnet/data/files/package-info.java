/**
 * Image files and the folders that hold them, found and checked in plain Java before a pipeline
 * reads them. {@link dev.nasnet.data.files.ImageCheck} finds the files that cannot be used; the
 * other types list folders, name files and choose which of them are held out.
 */
@NullMarked
package dev.nasnet.data.files;

import org.jspecify.annotations.NullMarked;

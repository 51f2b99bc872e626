/** The model that every format writes: {@link dev.nasnet.export.model.ExportModel}. */
@NullMarked
package dev.nasnet.export.model;

import org.jspecify.annotations.NullMarked;

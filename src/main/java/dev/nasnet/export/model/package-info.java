/** What is exported, whatever the format: {@link dev.nasnet.export.model.ExportModel}. */
@NullMarked
package dev.nasnet.export.model;

import org.jspecify.annotations.NullMarked;

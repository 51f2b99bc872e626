/**
 * Rewrites for serving, which replace a network's layers by fewer ones that compute the same
 * predictions. Each {@link dev.nasnet.export.rewrite.Rewrite} is one pass over an {@link
 * dev.nasnet.export.rewrite.EditableNetwork}; {@link dev.nasnet.export.rewrite.ServingForm} applies
 * all of them in order.
 *
 * <p>This package uses {@code architecture} and {@code weights} only.
 */
@NullMarked
package dev.nasnet.export.rewrite;

import org.jspecify.annotations.NullMarked;

/**
 * Serving rewrites: a layer list in, a shorter layer list out, the same function for inference.
 * Each {@link dev.nasnet.export.rewrite.Rewrite} is one small pass over a {@link
 * dev.nasnet.export.rewrite.EditableNetwork}; {@link dev.nasnet.export.rewrite.ServingForm} puts them in
 * order.
 *
 * <p>May import {@code architecture} and {@code weights}.
 */
@NullMarked
package dev.nasnet.export.rewrite;

import org.jspecify.annotations.NullMarked;

/**
 * TF2 object-graph SavedModels. {@link dev.nasnet.export.savedmodel.SavedModelWriter} writes one.
 */
@NullMarked
package dev.nasnet.export.savedmodel;

import org.jspecify.annotations.NullMarked;

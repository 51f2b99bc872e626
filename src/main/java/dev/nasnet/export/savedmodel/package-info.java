/** {@link dev.nasnet.export.savedmodel.SavedModelWriter} writes TF2 object-graph SavedModels. */
@NullMarked
package dev.nasnet.export.savedmodel;

import org.jspecify.annotations.NullMarked;

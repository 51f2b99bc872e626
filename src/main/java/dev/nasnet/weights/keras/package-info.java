/**
 * The models that Keras's files describe. {@link dev.nasnet.weights.keras.KerasModel} reads such a
 * description and holds it against NASNet's layer lists: what the toolkit can represent is
 * followed, everything else is refused by the layer's name.
 */
@NullMarked
package dev.nasnet.weights.keras;

import org.jspecify.annotations.NullMarked;

/**
 * The model that every format writes: {@link dev.nasnet.export.model.ExportModel}.
 *
 * <pre>{@code
 * Network network = Network.of(NasNetSpec.mobile());
 * Weights weights = WeightsFile.open(Path.of("NASNet-mobile.h5")).load(network).weights();
 * ExportModel model =
 *     new ExportModel(network, weights, List.of(), Map.of("weights", "NASNet-mobile.h5"));
 * Format.SAVED_MODEL.write(Path.of("savedmodels/mobile"), model.forServing());
 * }</pre>
 */
@NullMarked
package dev.nasnet.export.model;

import org.jspecify.annotations.NullMarked;

package dev.nasnet.export.litert;

import dev.nasnet.export.int8.IntegerNetwork;
import dev.nasnet.export.int8.IntegerReference;
import dev.nasnet.export.int8.IntegerTolerances;
import dev.nasnet.export.int8.ModelContent;
import dev.nasnet.export.numbers.Float16;
import dev.nasnet.export.rewrite.WeightedNetwork;
import dev.nasnet.internal.evaluator.Reference;
import dev.nasnet.internal.evaluator.Tolerances;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The reference outputs of a file, and how far a runtime may be off.
 *
 * @param outputs the outputs that the file is expected to have
 * @param tolerances shares of the largest value, by output; none of float32
 */
record FileReference(Reference outputs, SortedMap<String, Double> tolerances) {
  /** Computes the outputs of the plain network or, of integers, of its serving form. */
  static FileReference of(ModelContent model, LiteRtOptions options, WeightedNetwork form) {
    if (model.integers().isPresent()) {
      IntegerNetwork integers = model.integers().get();
      Reference outputs = IntegerReference.of(integers).outputs();
      return new FileReference(outputs, new IntegerTolerances(integers, outputs, false).shares());
    }
    Reference floats = Reference.of(model.network(), model.weights());
    if (!options.isFloat16()) {
      return new FileReference(floats, new TreeMap<>());
    }
    Reference halves = Reference.of(form.network(), halves(form.weights()));
    return new FileReference(floats, Tolerances.ofFloat16(floats.deviations(halves)));
  }

  /** JSON: by output, base64 of little-endian float32. */
  ByteBuffer json(Collection<String> names) {
    return ByteBuffer.wrap(outputs.only(names).json().getBytes(StandardCharsets.UTF_8));
  }

  private static Weights halves(Weights weights) {
    return Weights.of(
        weights.arrays().stream()
            .map(
                array -> {
                  float[] values = array.values().clone();
                  for (int i = 0; i < values.length; i++) {
                    values[i] = Float16.round(values[i]);
                  }
                  return new NamedArray(array.name(), array.shape(), values);
                })
            .toList());
  }
}

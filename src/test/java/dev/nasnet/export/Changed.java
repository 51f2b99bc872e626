package dev.nasnet.export;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.bundle.Manifest;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** A bundle whose weights are not those that its proof was made with. */
public final class Changed {
  private static final String GOLDEN = "assets.extra/golden.npz";

  private Changed() {}

  /** The proof of a sound bundle beside weights with the gammas of one layer 1 % larger. */
  public static Path bundle(Path sound, Path out, NasNetSpec spec) throws IOException {
    Network network = Network.of(spec);
    Weights weights = Weights.randomBatchNorm(network, 5);
    List<NamedArray> arrays = weights.arrays().stream().map(Changed::larger).toList();
    Path version =
        Format.SAVED_MODEL.write(
            out, new ExportModel(network, Weights.of(arrays), List.of(), Map.of()));
    Files.copy(sound.resolve(GOLDEN), version.resolve(GOLDEN), StandardCopyOption.REPLACE_EXISTING);
    Manifest.write(version);
    return version;
  }

  private static NamedArray larger(NamedArray array) {
    if (!array.name().equals("stem_bn1/gamma")) {
      return array;
    }
    float[] values = array.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1.01f;
    }
    return new NamedArray(array.name(), array.shape(), values);
  }
}

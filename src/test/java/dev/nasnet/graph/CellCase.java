package dev.nasnet.graph;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Networks of cells that Keras does not have, which PyTorch and Java both run. */
final class CellCase {
  static final Path FOLDER = Path.of("src/test/resources/cells");

  private CellCase() {}

  /**
   * A small network of a DARTS genotype: N = 1 with NASNet's stem for CIFAR, and four filters, as
   * many as its stem has. All sizes that are halved are odd, where the symmetric padding of PyTorch
   * is TensorFlow's.
   */
  static SlimCase ofGenotype(String file) {
    return of(CellSet.read(FOLDER.resolve(file)));
  }

  static SlimCase of(CellSet cells) {
    NasNetSpec spec =
        NasNetSpec.cifar().toBuilder()
            .notation("1@96")
            .stemFilters(4)
            .cellSet(cells)
            .poolPadding(PoolPadding.SAME)
            .size(ImageSize.of("33x37"))
            .build();
    return SlimCase.of(spec, 3);
  }

  /** Writes the files that {@code torch_cells.py} reads. */
  static void write(SlimCase one, Path folder) throws IOException {
    try (OutputStream weights = Files.newOutputStream(folder.resolve("weights.npz"));
        OutputStream image = Files.newOutputStream(folder.resolve("image.npz"))) {
      Npz.write(weights, List.copyOf(one.weights().arrays()));
      NamedArray images = one.images();
      Npz.write(image, List.of(new NamedArray("image", images.shape(), images.values())));
    }
  }
}

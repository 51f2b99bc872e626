package dev.nasnet.fuzz;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.internal.files.MaskedCrc32c;
import dev.nasnet.internal.hdf5.Hdf5Group;
import dev.nasnet.internal.hdf5.Hdf5Writer;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.recipe.RecipeJson;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import dev.nasnet.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.Int64List;

/** Sound inputs of each kind, small, as Keras, h5py, Java's image writers and we write them. */
final class Seeds {
  static final NasNetSpec SPEC =
      NasNetSpec.cifar().toBuilder()
          .notation("1@24")
          .stemFilters(6)
          .size(ImageSize.square(8))
          .classes(3)
          .build();

  static final Network NETWORK = Network.of(SPEC);

  private Seeds() {}

  /** A file of {@code src/test/resources/fuzz}. */
  static byte[] resource(String name) {
    try (InputStream in = Seeds.class.getResourceAsStream("/fuzz/" + name)) {
      return java.util.Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] hdf5() {
    Hdf5Group root = new Hdf5Group();
    root.texts("layer_names", List.of("stem_conv1", "stem_bn1"));
    root.text("backend", "tensorflow");
    Hdf5Group conv = root.group("stem_conv1");
    conv.texts("weight_names", List.of("stem_conv1/kernel:0"));
    conv.dataset("stem_conv1/kernel:0", List.of(3, 3, 3, 2), new float[54]);
    Hdf5Group norm = root.group("stem_bn1");
    norm.texts("weight_names", List.of("stem_bn1/gamma:0", "stem_bn1/beta:0"));
    norm.dataset("stem_bn1/gamma:0", List.of(2), new float[2]);
    norm.dataset("stem_bn1/beta:0", List.of(2), new float[2]);
    return written(new Hdf5Writer(root)::writeTo);
  }

  static byte[] npz() {
    NamedArray image = new NamedArray("image", List.of(1, 2, 2, 3), new float[12]);
    NamedArray logits = new NamedArray("logits", List.of(1, 3), new float[3]);
    return written(out -> Npz.write(out, List.of(image, logits)));
  }

  /** A checkpoint of all variables of the network; its index and then its data. */
  static List<byte[]> checkpoint() {
    try {
      Path folder = Files.createTempDirectory("seed");
      Path prefix = folder.resolve("model.ckpt");
      Checkpoint.write(prefix, Weights.random(NETWORK, 1));
      byte[] index = Files.readAllBytes(Path.of(prefix + ".index"));
      byte[] data = Files.readAllBytes(Path.of(prefix + ".data-00000-of-00001"));
      dev.nasnet.internal.files.AtomicWrites.deleteTree(folder);
      return List.of(index, data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] image(String format) {
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 63; i++) {
      image.setRGB(i % 9, i / 9, 0x010203 * i * 3);
    }
    return written(out -> ImageIO.write(image, format, out));
  }

  /** Two records. */
  static byte[] tfRecord() {
    return written(
        out -> {
          for (String format : List.of("png", "jpg")) {
            byte[] content = example(image(format)).toByteArray();
            byte[] length = little(Long.BYTES).putLong(content.length).array();
            out.write(length);
            out.write(little(Integer.BYTES).putInt(MaskedCrc32c.of(length)).array());
            out.write(content);
            out.write(little(Integer.BYTES).putInt(MaskedCrc32c.of(content)).array());
          }
        });
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Example example(byte[] image) {
    Feature encoded =
        Feature.newBuilder()
            .setBytesList(
                BytesList.newBuilder().addValue(com.google.protobuf.ByteString.copyFrom(image)))
            .build();
    Feature label = Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(1)).build();
    return Example.newBuilder()
        .setFeatures(
            Features.newBuilder()
                .putFeature("image/encoded", encoded)
                .putFeature("image/class/label", label))
        .build();
  }

  /** Two records of CIFAR-10. */
  static byte[] cifar() {
    byte[] records = new byte[2 * 3073];
    Arrays.fill(records, (byte) 9);
    return records;
  }

  static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** Ours, and those that Python wrote. */
  static List<byte[]> hdf5Files() {
    return List.of(
        hdf5(),
        resource("chunked.h5"),
        resource("keras.h5"),
        resource("keras.weights.h5"),
        exported(Format.H5, "model.h5"));
  }

  /** A file that describes {@link #NETWORK}. */
  static byte[] exported(Format format, String name) {
    try {
      Path folder = Files.createTempDirectory("seed");
      ExportModel model = new ExportModel(NETWORK, Weights.random(NETWORK, 1), List.of(), Map.of());
      Path file = format.write(folder.resolve(name), model);
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      Files.delete(folder);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<byte[]> images() {
    return Stream.of("png", "jpg", "gif", "bmp").map(Seeds::image).toList();
  }

  static List<byte[]> manifest() {
    return texts("0".repeat(64) + "  a.txt\n" + "f".repeat(64) + "  b/c.txt\n");
  }

  static List<byte[]> runJson() {
    return texts(
        """
        {"version": 1, "spec": %s, "classNames": ["a", "b", "c"], "data": "digits",
         "dataSha256": "00", "recipe": %s, "init": {"file": "a", "kind": "a Keras file", "sha256": "00",
         "loaded": 3, "fresh": [], "report": []}}
        """
            .formatted(SpecJson.write(SPEC), RecipeJson.write(Recipe.STANDARD)));
  }

  static List<byte[]> stateJson() {
    return texts(
        """
        {"epoch": 1, "step": 20, "top1": 0.5, "metrics": ["epoch,step", "1,20"], "averaged": false,
         "rollbacks": [{"step": 3, "to": 1}]}
        """,
        """
        {"epoch": 1, "step": 25, "top1": 0, "metrics": ["epoch,step"], "lossSum": 3.5,
         "averaged": true}
        """);
  }

  static List<byte[]> configurations() {
    return texts(
        "data: digits\npreset: cifar\nspec: 1@96\nsize: 16\nepochs: 2\nlr: 0.05\n",
        "# Kept.\n"
            + "data: \"digits\"\n"
            + "schedule: 'cosine'\n"
            + "freeze: [stem, cell_0]\n"
            + "mixed-precision: bfloat16\n"
            + "balanced-sampling: true\n");
  }

  static List<byte[]> cells() {
    Path folder = Path.of("src/main/resources/dev/nasnet/architecture");
    try {
      return List.of(
          Files.readAllBytes(folder.resolve("nasnet-a.json")),
          Files.readAllBytes(folder.resolve("pnasnet-5.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] specJson() {
    return SpecJson.write(SPEC).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] written(
      dev.nasnet.internal.files.AtomicWrites.Content<java.io.OutputStream> content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}

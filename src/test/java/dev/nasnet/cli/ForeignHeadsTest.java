package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.interop.KerasModelFiles;
import dev.nasnet.weights.NamedArray;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Models with heads or images that are not NASNet's own, in every form of export and in every
 * command that reads one: the probabilities are those that Keras itself predicts. All are of 64 ×
 * 48 px.
 */
@Tag("slow")
class ForeignHeadsTest {
  private static final int HEIGHT = 64;
  private static final int WIDTH = 48;
  private static final String LABELS = "ant\nbee\ncat\n";

  /** Float32 sums in another order, relative by L2; a PNG's pixels are read exactly. */
  private static final double TOLERANCE = 1e-5;

  /** bfloat16 has eight bits of precision; measured 5e-4 to 3e-3. */
  private static final double BFLOAT16 = 3e-2;

  @TempDir private Path folder;

  /** The kinds of models, and how Keras's prediction becomes a probability of each class. */
  enum Kind {
    SIGMOID("sigmoid.keras"),
    LINEAR("logits.keras"),
    MAX_POOLING_SIGMOID("tf_sigmoid.h5"),
    PIXELS_FOLDED("tf_sequential.h5"),
    PIXELS_SCALED_ONE_UNIT("tf_divided_saved");

    private final String file;

    Kind(String file) {
      this.file = file;
    }

    boolean isMultiLabel() {
      return this == SIGMOID || this == MAX_POOLING_SIGMOID;
    }

    List<float[]> probabilities(NamedArray predicted) {
      int columns = predicted.shape().get(1);
      List<float[]> rows = new ArrayList<>();
      for (int i = 0; i < predicted.shape().get(0); i++) {
        float[] row = new float[columns];
        System.arraycopy(predicted.values(), i * columns, row, 0, columns);
        rows.add(probabilities(row));
      }
      return rows;
    }

    private float[] probabilities(float[] row) {
      return switch (this) {
        case LINEAR -> softmax(row);
        case PIXELS_SCALED_ONE_UNIT -> new float[] {1 - row[0], row[0]};
        default -> row;
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyExportPredictsWhatKerasPredicts(Kind kind) throws IOException, OrtException {
    KerasModelFiles files = KerasModelFiles.kept(Files.createDirectory(folder.resolve("keras")));
    List<float[]> expected = kind.probabilities(files.prediction(kind.file));
    List<Path> images = write(files.images());
    Path labels = Files.writeString(folder.resolve("labels.txt"), labels(expected));
    String in = files.path(kind.file).toString();

    if (Files.isRegularFile(Path.of(in))) {
      assertPredicted(kind, Path.of(in), images, expected, 0, TOLERANCE);
    }

    Path plain = folder.resolve("plain");
    run("convert", in, plain.toString(), "--labels", labels.toString());
    assertPredicted(kind, plain, images, expected, 0, TOLERANCE);
    assertEvaluated(plain, expected);
    run("verify", plain.toString());

    Path serving = folder.resolve("serving");
    run("export", "--weights", in, "--optimize", "serving", "--out", serving.toString());
    assertPredicted(kind, serving, images, expected, 0, TOLERANCE);
    run("verify", serving.toString());

    // Here the head is described by the converted bundle alone.
    Path narrow = folder.resolve("narrow");
    run(
        "export",
        "--weights",
        plain.toString(),
        "--optimize",
        "serving",
        "--precision",
        "bfloat16",
        "--out",
        narrow.toString());
    assertPredicted(kind, narrow, images, expected, 1e-6, BFLOAT16);
    run("verify", narrow.toString());

    Path onnx = folder.resolve("model.onnx");
    run("convert", in, onnx.toString());
    assertThat(relative(onnx(onnx, files.images()), expected)).isLessThan(TOLERANCE);
    run("verify", onnx.toString());
  }

  private static void assertPredicted(
      Kind kind, Path model, List<Path> images, List<float[]> expected, double least, double most) {
    List<String> command = new ArrayList<>(List.of("predict", "--json", "--model"));
    command.add(model.toString());
    if (kind.isMultiLabel()) {
      command.addAll(List.of("--threshold", "1e-9"));
    }
    images.forEach(image -> command.add(image.toString()));
    String[] lines = run(command.toArray(String[]::new)).strip().split("\n");
    List<float[]> found = new ArrayList<>();
    for (String line : lines) {
      float[] row = new float[expected.get(0).length];
      for (JsonElement one :
          JsonParser.parseString(line).getAsJsonObject().getAsJsonArray("predictions")) {
        JsonObject prediction = one.getAsJsonObject();
        row[prediction.get("index").getAsInt()] = prediction.get("probability").getAsFloat();
      }
      found.add(row);
    }
    assertThat(relative(found, expected)).as(model.toString()).isBetween(least, most);
  }

  /** Each image is in the folder of one class: the first and the second. */
  private void assertEvaluated(Path model, List<float[]> expected) throws IOException {
    Path table = folder.resolve("table.csv");
    String printed =
        run(
            "evaluate",
            "--model",
            model.toString(),
            "--data",
            "folder:" + folder.resolve("data"),
            "--held-out",
            "1",
            "--json",
            "--predictions",
            table.toString());
    List<float[]> found = new ArrayList<>(expected);
    List<String> lines = Files.readAllLines(table);
    assertThat(lines).hasSameSizeAs(expected);
    for (String line : lines) {
      String[] cells = line.split(",");
      float[] row = new float[cells.length - 1];
      for (int i = 0; i < row.length; i++) {
        row[i] = Float.parseFloat(cells[i + 1]);
      }
      assertThat(found.set(Integer.parseInt(cells[0]), row)).isIn(expected);
    }
    assertThat(relative(found, expected)).isLessThan(TOLERANCE);
    double right = (best(expected.get(0)) == 0 ? 1 : 0) + (best(expected.get(1)) == 1 ? 1 : 0);
    assertThat(JsonParser.parseString(printed).getAsJsonObject().get("top1").getAsDouble())
        .isEqualTo(right / expected.size());
  }

  private static List<float[]> onnx(Path file, NamedArray images) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = images.shape().stream().mapToLong(Integer::longValue).toArray();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor image =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(images.values()), shape);
        OrtSession.Result result = session.run(Map.of("image", image))) {
      return List.of((float[][]) result.get("probabilities").orElseThrow().getValue());
    }
  }

  /** As PNG files of the network's size, so that they are not resized. */
  private List<Path> write(NamedArray images) throws IOException {
    List<Path> classes = List.of(folder.resolve("data/ant"), folder.resolve("data/bee"));
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < images.shape().get(0); i++) {
      BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          float value = images.values()[(i * WIDTH * HEIGHT + pixel) * 3 + channel];
          rgb = rgb << 8 | Math.round((value + 1) * 127.5f);
        }
        image.setRGB(pixel % WIDTH, pixel / WIDTH, rgb);
      }
      Path file = Files.createDirectories(classes.get(i)).resolve(i + ".png");
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    return files;
  }

  private static String labels(List<float[]> expected) {
    return expected.get(0).length == 2 ? "ant\nbee\n" : LABELS;
  }

  private static String run(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.exitCode()).as("%s: %s", String.join(" ", arguments), run.err()).isZero();
    return run.out();
  }

  private static int best(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      best = row[i] > row[best] ? i : best;
    }
    return best;
  }

  private static float[] softmax(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    float[] row = new float[logits.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (Math.exp(logits[i]) / sum);
    }
    return row;
  }

  private static double relative(List<float[]> found, List<float[]> expected) {
    assertThat(found).hasSameSizeAs(expected);
    double error = 0;
    double size = 0;
    for (int row = 0; row < expected.size(); row++) {
      assertThat(found.get(row)).hasSameSizeAs(expected.get(row));
      for (int i = 0; i < expected.get(row).length; i++) {
        error += Math.pow(found.get(row)[i] - expected.get(row)[i], 2);
        size += Math.pow(expected.get(row)[i], 2);
      }
    }
    double relative = Math.sqrt(error / size);
    System.out.printf(Locale.ROOT, "relative difference %.2e%n", relative);
    return relative;
  }
}

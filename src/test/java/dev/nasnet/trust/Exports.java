package dev.nasnet.trust;

import dev.nasnet.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.tensorflow.TensorFlow;

/** One export of each kind, and a short training: what two machines are to write alike. */
final class Exports {
  private static final List<String> NETWORK =
      List.of("--preset", "cifar", "--spec", "1@24", "--stem-filters", "6", "--size", "8");

  /** The property that names the time zone. */
  static final String ZONE = "nasnet.test.zone";

  private Exports() {}

  /**
   * The time zone is taken up once TensorFlow's library is loaded: JavaCPP compares the times of
   * files in archives, which are local times, and in another zone would unpack the library anew,
   * over that which other processes run.
   *
   * @param arguments the folder to write into
   */
  public static void main(String[] arguments) throws IOException {
    TensorFlow.version();
    TimeZone.setDefault(TimeZone.getTimeZone(System.getProperty(ZONE)));
    all(Path.of(arguments[0]));
    System.exit(0);
  }

  /** Writes all of them into a folder. */
  static void all(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path labels = Files.writeString(folder.resolve("labels.txt"), "Iris\nıspanak\nİncir çiçeği\n");
    for (List<String> out :
        List.of(
            List.of("bundle"),
            List.of("serving", "--optimize", "serving"),
            List.of("model.keras", "--format", "keras"),
            List.of("model.h5", "--format", "h5"),
            List.of("model.weights.h5", "--format", "weights.h5"),
            List.of("legacy.h5", "--format", "weights-legacy.h5"),
            List.of("checkpoint", "--format", "ckpt"),
            List.of("slim", "--format", "slim"),
            List.of("frozen.pb", "--format", "frozen"),
            List.of("model.onnx", "--format", "onnx"),
            List.of("half.onnx", "--format", "onnx", "--precision", "float16"),
            List.of("model.tflite", "--format", "litert"),
            List.of("half.tflite", "--format", "litert", "--precision", "float16"))) {
      export(folder, out, labels);
    }
    for (String name : List.of("int8.onnx", "int8.tflite")) {
      List<String> out = new ArrayList<>(List.of(name, "--precision", "int8"));
      out.addAll(List.of("--format", name.endsWith(".onnx") ? "onnx" : "litert"));
      out.addAll(List.of("--calibrate", "digits", "--calibration-images", "40"));
      export(folder, out, labels);
    }
    run("diagram", NETWORK, "--out", folder.resolve("network.svg").toString());
    run("convert", List.of(), folder.resolve("model.keras").toString(), text(folder, "again"));
    String trained = text(folder, "run");
    List<String> recipe =
        List.of(
            "--epochs", "1", "--batch", "200", "--threads", "1", "--no-report", "--no-tensorboard");
    List<String> training = new ArrayList<>(NETWORK);
    training.addAll(recipe);
    training.addAll(List.of("--init", folder.resolve("digits.keras").toString()));
    export(folder, List.of("digits.keras", "--format", "keras", "--classes", "10"), null);
    run("train", training, "--data", "digits", "--out", trained);
    run("export", List.of("--run", trained), "--out", text(folder, "trained"));
  }

  private static void export(
      Path folder, List<String> out, @org.jspecify.annotations.Nullable Path labels) {
    List<String> options = new ArrayList<>(NETWORK);
    options.addAll(out.subList(1, out.size()));
    if (labels != null) {
      options.addAll(List.of("--classes", "3"));
      if (!out.contains("--format") || out.contains("onnx") || out.contains("litert")) {
        // The other formats hold no class names.
        options.addAll(List.of("--labels", labels.toString()));
      }
    }
    run("export", options, "--random-batch-norm", "--out", text(folder, out.get(0)));
  }

  private static String text(Path folder, String name) {
    return folder.resolve(name).toString();
  }

  private static void run(String command, List<String> options, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(options);
    all.addAll(List.of(more));
    CommandRun done = CommandRun.of(all.toArray(String[]::new));
    if (done.exitCode() != 0) {
      throw new AssertionError(all + ": " + done.err());
    }
  }
}

package dev.nasnet.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.int8.ModelContent;
import dev.nasnet.weights.Weights;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are written and verified where no class of TensorFlow can be loaded. */
class WithoutTensorFlowTest {
  @TempDir Path folder;

  /** What runs there. */
  static final class Program {
    private Program() {}

    /** Writes a small network's file and verifies it. */
    public static void main(String[] arguments) throws IOException {
      NasNetSpec spec = NasNetSpec.cifar().toBuilder().notation("1@24").classes(3).build();
      Network network = Network.of(spec).forInference();
      Weights weights = Weights.random(network, 1);
      Path out = Path.of(arguments[0]);
      OnnxFile.write(
          out, new ModelContent(network, weights, List.of(), Map.of()), OnnxOptions.STANDARD);
      OnnxFile.verify(out);
    }
  }

  @Test
  void aFileIsWrittenAndVerified() throws Exception {
    Path out = folder.resolve("a.onnx");
    try (URLClassLoader loader = withoutTensorFlow()) {
      assertThatThrownBy(() -> loader.loadClass("org.tensorflow.TensorFlow"))
          .isInstanceOf(ClassNotFoundException.class);
      Class<?> program = loader.loadClass(Program.class.getName());
      var main = program.getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) new String[] {out.toString()});
    }
    assertThat(out).isNotEmptyFile();
  }

  private static URLClassLoader withoutTensorFlow() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      String name = Path.of(entry).getFileName().toString();
      if (!name.matches("(tensorflow|javacpp|ndarray).*\\.jar")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}

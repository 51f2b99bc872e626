package dev.nasnet.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.interop.Python;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX's checker and reference evaluator, ONNX Runtime and OpenVINO judge what Java writes. */
@Tag("interop")
class OnnxJudgesTest {
  @TempDir Path folder;

  @Test
  void everyReaderComputesThePlainNetwork() throws IOException {
    NasNetSpec odd = NasNetSpec.of("1@96").toBuilder().size(new ImageSize(33, 40)).build();
    NasNetSpec cifar =
        NasNetSpec.cifar().toBuilder().notation("1@24").size(ImageSize.square(16)).build();
    Map<String, NasNetSpec> specs =
        Map.of(
            "odd", odd.toBuilder().classes(10).build(),
            "cifar", cifar.toBuilder().classes(10).build(),
            "map", odd.toBuilder().noTop(Pooling.NONE).build(),
            "maximum", cifar.toBuilder().noTop(Pooling.MAX).build());
    for (var spec : specs.entrySet()) {
      OnnxCase one = OnnxCase.of(spec.getValue());
      Path files = Files.createDirectory(folder.resolve(spec.getKey()));
      NamedArray images = one.images(3);
      NamedArray plain = one.plain(images);
      NamedArray logits = new NamedArray("logits", plain.shape(), plain.values());
      AtomicWrites.file(
          files.resolve("case.npz"), stream -> Npz.write(stream, List.of(images, logits)));
      for (OnnxOptions.Precision precision : OnnxOptions.Precision.values()) {
        one.write(
            files.resolve("plain-" + precision + ".onnx"),
            new OnnxOptions(precision, OnnxOptions.Input.FLOAT32, OnnxOptions.Layout.NHWC, false));
        one.write(
            files.resolve("other-" + precision + ".onnx"),
            new OnnxOptions(precision, OnnxOptions.Input.UINT8, OnnxOptions.Layout.NCHW, true));
      }
    }
    assertThat(Python.run("verify_onnx.py", specs.keySet().stream().map(folder::resolve).toArray()))
        .contains("ONNX Runtime", "reference", "OpenVINO", "ONNX agrees");
  }
}

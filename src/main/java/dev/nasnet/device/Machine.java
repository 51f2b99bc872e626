package dev.nasnet.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads the hardware's properties from Linux's {@code /proc}; most are empty on other systems. */
final class Machine {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia");

  private Machine() {}

  /** Returns a device's model name; for a CPU without one, the processor architecture. */
  static String describe(String type, int number) {
    return switch (type) {
      case "CPU" -> value(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch"));
      case "GPU" -> gpu(number);
      default -> type;
    };
  }

  /** Returns those of the CPU's instruction sets that TensorFlow's kernels use. */
  static List<String> instructions() {
    String flags = " " + value(Path.of("/proc/cpuinfo"), "flags", "") + " ";
    return Stream.of(
            "sse4_1",
            "sse4_2",
            "avx",
            "avx2",
            "fma",
            "avx512f",
            "avx512_vnni",
            "avx512_bf16",
            "avx_vnni",
            "amx_tile",
            "amx_int8",
            "amx_bf16",
            "amx_fp16")
        .filter(flag -> flags.contains(" " + flag + " "))
        .toList();
  }

  /** Returns the NVIDIA driver's version line, or an empty string without a driver. */
  static String nvidiaDriver() {
    Path version = DRIVER.resolve("version");
    try (Stream<String> lines = Files.lines(version)) {
      return lines.findFirst().map(String::strip).orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Returns a GPU's model name. The driver orders the GPUs by bus, as TensorFlow does unless
   * CUDA_VISIBLE_DEVICES changes the order.
   */
  private static String gpu(int number) {
    try (Stream<Path> gpus = Files.list(DRIVER.resolve("gpus"))) {
      return gpus.sorted()
          .skip(number)
          .findFirst()
          .map(gpu -> value(gpu.resolve("information"), "Model", "NVIDIA GPU"))
          .orElse("NVIDIA GPU");
    } catch (IOException e) {
      return "GPU";
    }
  }

  private static String value(Path file, String key, String defaultValue) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key) && line.contains(":"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(defaultValue);
    } catch (IOException e) {
      return defaultValue;
    }
  }
}

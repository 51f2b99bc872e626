package dev.nasnet.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux tells of the hardware; elsewhere little. */
final class Machine {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia");

  private Machine() {}

  /** A device's model, or how the operating system is called where it tells none. */
  static String describe(String type, int number) {
    return switch (type) {
      case "CPU" -> value(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch"));
      case "GPU" -> gpu(number);
      default -> type;
    };
  }

  /** The instruction sets that matter to TensorFlow's kernels and that the CPU has. */
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

  /** The NVIDIA driver's version line, empty where there is none. */
  static String nvidiaDriver() {
    Path version = DRIVER.resolve("version");
    try (Stream<String> lines = Files.lines(version)) {
      return lines.findFirst().map(String::strip).orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** The driver's order is by bus, as TensorFlow's is unless CUDA_VISIBLE_DEVICES changes it. */
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

  private static String value(Path file, String key, String other) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key) && line.contains(":"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(other);
    } catch (IOException e) {
      return other;
    }
  }
}

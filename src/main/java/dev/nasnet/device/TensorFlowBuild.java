package dev.nasnet.device;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.KernelList;

/**
 * Describes TensorFlow's native library.
 *
 * @param version the version of TensorFlow, such as {@code 2.18.0}
 * @param artefact the file name of TensorFlow Java's native library on the class path, with its
 *     classifier
 * @param gpu whether the library is a GPU build
 * @param oneDnn whether oneDNN's kernels are built in
 * @param xla whether XLA is built in
 * @param instructions those of the CPU's instruction sets that TensorFlow's kernels use
 */
public record TensorFlowBuild(
    String version,
    String artefact,
    boolean gpu,
    boolean oneDnn,
    boolean xla,
    List<String> instructions) {
  private static final Pattern NATIVES =
      Pattern.compile("tensorflow-core-native-[0-9.]+-(linux|windows|macosx)-[a-z0-9_-]+\\.jar");

  /** {@return the description of the library that this process has loaded} */
  public static TensorFlowBuild loaded() {
    String artefact =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> entry.substring(entry.lastIndexOf(File.separatorChar) + 1))
            .filter(entry -> NATIVES.matcher(entry).matches())
            .findFirst()
            .orElse("no tensorflow-core-native jar with natives on the class path");
    return new TensorFlowBuild(
        TensorFlow.version(),
        artefact,
        isGpu(artefact),
        hasKernel("_MklNativeConv2D"),
        hasKernel("XlaLaunch"),
        Machine.instructions());
  }

  static boolean isGpu(String artefact) {
    return artefact.endsWith("-gpu.jar");
  }

  /** Returns whether a CPU kernel is registered for an op. */
  private static boolean hasKernel(String op) {
    try (TF_Status status = TF_Status.newStatus()) {
      TF_Buffer buffer = tensorflow.TF_GetRegisteredKernelsForOp(op, status);
      if (tensorflow.TF_GetCode(status) != tensorflow.TF_OK) {
        return false;
      }
      KernelList kernels = KernelList.parseFrom(buffer.copyData());
      tensorflow.TF_DeleteBuffer(buffer);
      return kernels.getKernelList().stream()
          .anyMatch(kernel -> kernel.getDeviceType().equals("CPU"));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "TensorFlow's list of kernels for " + op + " is not a KernelList message", e);
    }
  }
}

package dev.nasnet.device;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Describes whether TensorFlow can use a GPU on this machine, and which parts are missing.
 *
 * @param gpuBuild whether TensorFlow's native library is a GPU build
 * @param driver the version line of the NVIDIA driver, or an empty string without a driver
 * @param needed the libraries that TensorFlow's GPU build opens; empty for a CPU build and for a
 *     version of TensorFlow for which the libraries are not listed
 * @param missing the needed libraries that the dynamic linker does not find
 */
public record GpuSupport(
    boolean gpuBuild, String driver, List<CudaLibrary> needed, List<CudaLibrary> missing) {
  private static final String LISTED_VERSION = "2.18.";

  /**
   * Copies the lists.
   *
   * @param gpuBuild whether TensorFlow's native library is a GPU build
   * @param driver the version line of the NVIDIA driver, or an empty string without a driver
   * @param needed the libraries that TensorFlow's GPU build opens
   * @param missing the needed libraries that the dynamic linker does not find
   */
  public GpuSupport {
    needed = List.copyOf(needed);
    missing = List.copyOf(missing);
  }

  /**
   * Detects the state of this machine.
   *
   * @return the state, as the driver and the loaded libraries show it
   */
  public static GpuSupport detect() {
    TensorFlowBuild build = TensorFlowBuild.loaded();
    boolean listed = build.gpu() && build.version().startsWith(LISTED_VERSION);
    List<CudaLibrary> needed = listed ? CudaLibrary.TENSORFLOW_2_18 : List.of();
    List<CudaLibrary> missing = needed.stream().filter(library -> !library.isFound()).toList();
    return new GpuSupport(build.gpu(), Machine.nvidiaDriver(), needed, missing);
  }

  /** {@return the most likely reason why TensorFlow sees no GPU, with a cure, in one line} */
  public String reason() {
    if (!gpuBuild) {
      return "TensorFlow's native library is the CPU build; build with -Pgpu, as"
          + " NASNET_PROFILE=gpu scripts/nasnet does (Linux, x86-64)";
    }
    if (driver.isEmpty() && (missing.contains(CudaLibrary.DRIVER) || needed.isEmpty())) {
      return "there is no NVIDIA driver (/proc/driver/nvidia, libcuda.so.1); install one, or start"
          + " the container with access to the GPUs (--gpus all)";
    }
    if (missing.contains(CudaLibrary.DRIVER)) {
      return "the driver's libcuda.so.1 is not found; start the container with access to the GPUs"
          + " (--gpus all), or add the library's folder to LD_LIBRARY_PATH";
    }
    if (!missing.isEmpty()) {
      return "not found: "
          + missing.stream().map(CudaLibrary::file).collect(Collectors.joining(", "))
          + "; pip install "
          + missing.stream().map(CudaLibrary::pip).distinct().collect(Collectors.joining(" "))
          + " and add their lib folders to LD_LIBRARY_PATH, or apt install "
          + missing.stream().map(CudaLibrary::apt).distinct().collect(Collectors.joining(" "));
    }
    return "the driver and all libraries are present; check whether CUDA_VISIBLE_DEVICES hides the"
        + " GPUs, and set TF_CPP_MIN_LOG_LEVEL=0 to see TensorFlow's log";
  }
}

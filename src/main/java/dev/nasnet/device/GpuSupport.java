package dev.nasnet.device;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What stands between TensorFlow and a GPU.
 *
 * @param gpuBuild whether the native library is a GPU build
 * @param driver the NVIDIA driver's version, empty where there is none
 * @param needed what TensorFlow's GPU build opens; empty where it is none, or where this version's
 *     names are not known
 * @param missing what of it is not found
 */
public record GpuSupport(
    boolean gpuBuild, String driver, List<CudaLibrary> needed, List<CudaLibrary> missing) {
  private static final String KNOWN = "2.18.";

  /** Copies the lists. */
  public GpuSupport {
    needed = List.copyOf(needed);
    missing = List.copyOf(missing);
  }

  /** What is so on this machine. */
  public static GpuSupport look() {
    TensorFlowBuild build = TensorFlowBuild.ofThis();
    boolean known = build.gpu() && build.version().startsWith(KNOWN);
    List<CudaLibrary> needed = known ? CudaLibrary.TENSORFLOW_2_18 : List.of();
    List<CudaLibrary> missing = needed.stream().filter(library -> !library.isFound()).toList();
    return new GpuSupport(build.gpu(), Machine.nvidiaDriver(), needed, missing);
  }

  /** Why TensorFlow sees no GPU, and the cure, in one line. */
  public String reason() {
    if (!gpuBuild) {
      return "TensorFlow's native library is the CPU build; build with -Pgpu, as"
          + " NASNET_PROFILE=gpu scripts/nasnet does (Linux, x86-64)";
    }
    if (driver.isEmpty() && (missing.contains(CudaLibrary.DRIVER) || needed.isEmpty())) {
      return "there is no NVIDIA driver (/proc/driver/nvidia, libcuda.so.1); install one, or give a"
          + " container the GPUs";
    }
    if (missing.contains(CudaLibrary.DRIVER)) {
      return "the driver's libcuda.so.1 is not found; give a container the GPUs (--gpus all), or put"
          + " its folder on LD_LIBRARY_PATH";
    }
    if (!missing.isEmpty()) {
      return "not found: "
          + missing.stream().map(CudaLibrary::file).collect(Collectors.joining(", "))
          + "; pip install "
          + missing.stream().map(CudaLibrary::pip).distinct().collect(Collectors.joining(" "))
          + " and put their lib folders on LD_LIBRARY_PATH, or apt install "
          + missing.stream().map(CudaLibrary::apt).distinct().collect(Collectors.joining(" "));
    }
    return "the driver and all libraries are there; CUDA_VISIBLE_DEVICES may hide the GPUs, and"
        + " TF_CPP_MIN_LOG_LEVEL=0 tells what TensorFlow says";
  }
}

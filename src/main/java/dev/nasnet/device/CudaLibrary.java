package dev.nasnet.device;

import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * A library that TensorFlow's GPU build opens by name when it first needs it.
 *
 * @param file as it is opened
 * @param pip the package of PyPI that brings it
 * @param apt the package of NVIDIA's apt repository that brings it
 */
public record CudaLibrary(String file, String pip, String apt) {
  /** The driver's part, which comes with it. */
  public static final CudaLibrary DRIVER =
      new CudaLibrary("libcuda.so.1", "none: it is part of the driver", "nvidia-driver");

  /**
   * What TensorFlow 2.18's GPU build opens: the names and versions stand in its own {@code
   * DsoLoader} functions (read from the machine code of TensorFlow Java 1.1.0's library).
   */
  static final List<CudaLibrary> TENSORFLOW_2_18 =
      List.of(
          DRIVER,
          of("libcudart.so.12", "cuda-runtime", "cuda-cudart-12-5"),
          of("libcublas.so.12", "cublas", "libcublas-12-5"),
          of("libcublasLt.so.12", "cublas", "libcublas-12-5"),
          of("libcufft.so.11", "cufft", "libcufft-12-5"),
          of("libcusolver.so.11", "cusolver", "libcusolver-12-5"),
          of("libcusparse.so.12", "cusparse", "libcusparse-12-5"),
          of("libcudnn.so.9", "cudnn", "libcudnn9-cuda-12"),
          of("libnccl.so.2", "nccl", "libnccl2"),
          of("libcupti.so.12", "cuda-cupti", "cuda-cupti-12-5"));

  private static CudaLibrary of(String file, String word, String apt) {
    return new CudaLibrary(file, "nvidia-" + word + "-cu12", apt);
  }

  /** Whether the dynamic linker finds it, as it would for TensorFlow, with all that it needs. */
  public boolean isFound() {
    try {
      Loader.loadGlobal(file);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}

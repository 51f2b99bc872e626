package dev.nasnet.device;

import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * Describes a shared library that TensorFlow's GPU build opens by name at its first use.
 *
 * @param file the file name that TensorFlow passes to the dynamic linker
 * @param pip the name of the PyPI package that contains the library
 * @param apt the name of the package in NVIDIA's apt repository that contains the library
 */
public record CudaLibrary(String file, String pip, String apt) {
  /** The library that is part of the NVIDIA driver. */
  public static final CudaLibrary DRIVER =
      new CudaLibrary("libcuda.so.1", "none: it is part of the driver", "nvidia-driver");

  /**
   * The libraries that the GPU build of TensorFlow 2.18 opens. The names and versions are those in
   * its {@code DsoLoader} functions, read from the machine code of TensorFlow Java 1.1.0's library.
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

  /**
   * {@return whether the dynamic linker finds the library and its dependencies, in the way in which
   * TensorFlow opens it}
   */
  public boolean isFound() {
    try {
      Loader.loadGlobal(file);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}

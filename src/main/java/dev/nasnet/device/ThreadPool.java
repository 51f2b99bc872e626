package dev.nasnet.device;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/**
 * Sets the number of TensorFlow's threads within an op (intra-op threads). TensorFlow creates these
 * threads once in a process, with the first session, in the number that this session's
 * configuration requests. The number matters, because it changes the rounding of sums.
 */
public final class ThreadPool {
  /** The number of cores up to which ops that run in parallel keep all cores busy. */
  private static final int FEW_CORES = 2;

  private ThreadPool() {}

  /**
   * Returns the number of threads within an op, for a training and for predictions of a small
   * network. NASNet consists of many small ops: on two cores, one thread for each op with
   * independent ops in parallel reduces a training step to 0.73 to 0.97 of its time (five networks,
   * AMD EPYC with AVX2, oneDNN on; docs/benchmarks/training.md) and the prediction of a single
   * image to between a half and three quarters (docs/guides/export-and-serve.md).
   *
   * @param threads the requested number, at least 0; 0 chooses the fastest number for this machine
   * @return the number of threads; 0 stands for one thread for each core
   */
  public static int intraOpThreads(int threads) {
    return intraOpThreads(threads, Runtime.getRuntime().availableProcessors());
  }

  static int intraOpThreads(int threads, int cores) {
    return threads == 0 && cores <= FEW_CORES ? 1 : threads;
  }

  /**
   * Creates the threads by opening a session, which takes a few milliseconds. The call has no
   * effect if the process has opened a session before.
   *
   * @param threads the requested number, at least 0; 0 chooses the fastest number for this machine
   *     as {@link #intraOpThreads(int)} does
   */
  public static void claim(int threads) {
    ConfigProto config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(intraOpThreads(threads))
            .putDeviceCount("GPU", 0)
            .build();
    try (Graph graph = new Graph();
        Session session = new Session(graph, config)) {
      session.graph();
    }
  }
}

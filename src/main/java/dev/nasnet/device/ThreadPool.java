package dev.nasnet.device;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/**
 * The threads that share a single op (intra-op). TensorFlow makes them once a process, with the
 * first session of whatever kind, and as many as that one asks for; sums are rounded otherwise with
 * another number.
 */
public final class ThreadPool {
  /** With so many cores or fewer, ops side by side keep all of them busy. */
  private static final int FEW_CORES = 2;

  private ThreadPool() {}

  /**
   * How many threads share an op of a training, or of a small network's answers. NASNet's ops are
   * many and small: on two cores a step takes 0.73 to 0.97 of the time where each op has one thread
   * and those that wait for no other run side by side (five networks, AMD EPYC with AVX2, oneDNN
   * on; docs/devices.md), a single image half to three quarters (docs/serving.md).
   *
   * @param threads that were asked for; 0 for what is best here
   * @return how many, 0 for as many as there are cores
   */
  public static int withinAnOp(int threads) {
    return withinAnOp(threads, Runtime.getRuntime().availableProcessors());
  }

  static int withinAnOp(int threads, int cores) {
    return threads == 0 && cores <= FEW_CORES ? 1 : threads;
  }

  /**
   * Makes them, where no session was before; takes a few milliseconds.
   *
   * @param threads how many, 0 for what is best here: {@link #withinAnOp(int)}
   */
  public static void claim(int threads) {
    ConfigProto config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(withinAnOp(threads))
            .putDeviceCount("GPU", 0)
            .build();
    try (Graph graph = new Graph();
        Session session = new Session(graph, config)) {
      session.graph();
    }
  }
}

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
  private ThreadPool() {}

  /**
   * Makes them, where no session was before; takes a few milliseconds.
   *
   * @param threads how many, 0 for as many as there are cores
   */
  public static void claim(int threads) {
    ConfigProto config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .putDeviceCount("GPU", 0)
            .build();
    try (Graph graph = new Graph();
        Session session = new Session(graph, config)) {
      session.graph();
    }
  }
}

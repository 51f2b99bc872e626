package dev.nasnet.tensorboard;

import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.summary.WriteImageSummary;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Writes one of TensorBoard's runs, which is a folder with an event file, with TensorFlow's summary
 * ops. An instance owns a native session and must be closed.
 */
final class EventWriter implements AutoCloseable {
  private static final int MAX_QUEUE = 1000;
  private static final int FLUSH_MILLIS = 120_000;

  /**
   * A configuration that runs all ops in the caller's thread. The amount of data is so small that
   * waking other threads would take longer than writing it.
   */
  private static final ConfigProto CALLERS_THREAD =
      ConfigProto.newBuilder()
          .setIntraOpParallelismThreads(1)
          .setInterOpParallelismThreads(-1)
          .build();

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TInt64> step;
  private final Placeholder<TString> tag;
  private final Placeholder<TFloat32> number;
  private final Placeholder<TFloat32> values;
  private final Placeholder<TString> bytes;
  private final Op scalar;
  private final Op histogram;
  private final Op image;
  private final Op network;
  private final Op event;
  private final Op flush;
  private final Op close;

  /**
   * Creates a new event file.
   *
   * @param folder the folder of the run, which is created if it does not exist
   */
  EventWriter(Path folder) {
    Ops tf = Ops.create(graph);
    Operand<? extends TType> writer = tf.summary.summaryWriter();
    step = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    tag = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    number = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    values = tf.placeholder(TFloat32.class);
    bytes = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    scalar = tf.summary.writeScalarSummary(writer, step, tag, number);
    histogram = tf.summary.writeHistogramSummary(writer, step, tag, values);
    Operand<TUint8> pixels = tf.expandDims(tf.image.decodePng(bytes, TUint8.class), tf.constant(0));
    Operand<TUint8> bad = tf.dtypes.cast(tf.constant(new int[] {255, 0, 0, 255}), TUint8.class);
    image =
        tf.summary.writeImageSummary(
            writer, step, tag, pixels, bad, WriteImageSummary.maxImages(1L));
    network = tf.summary.writeGraphSummary(writer, step, bytes);
    event = tf.summary.importEvent(writer, bytes);
    flush = tf.summary.flushSummaryWriter(writer);
    close = tf.summary.closeSummaryWriter(writer);
    Op create =
        tf.summary.createSummaryFileWriter(
            writer,
            tf.constant(folder.toString()),
            tf.constant(MAX_QUEUE),
            tf.constant(FLUSH_MILLIS),
            tf.constant(".nasnet"));
    session = new Session(graph, CALLERS_THREAD);
    session.runner().addTarget(create).run().close();
  }

  void scalar(long atStep, String name, double value) {
    try (TFloat32 tensor = TFloat32.scalarOf((float) value)) {
      write(scalar, atStep, name, number, tensor);
    }
  }

  /**
   * Writes a histogram.
   *
   * @param atStep the training step
   * @param name the tag of the histogram
   * @param tensor the values, float32 of any shape; the tensor is not closed
   */
  void histogram(long atStep, String name, TFloat32 tensor) {
    write(histogram, atStep, name, values, tensor);
  }

  void image(long atStep, String name, byte[] png) {
    try (TString tensor = TString.tensorOfBytes(NdArrays.scalarOfObject(png))) {
      write(image, atStep, name, bytes, tensor);
    }
  }

  private void write(Op op, long atStep, String name, Operand<?> input, Tensor value) {
    try (TInt64 steps = TInt64.scalarOf(atStep);
        TString names = TString.scalarOf(name)) {
      session
          .runner()
          .feed(step, steps)
          .feed(tag, names)
          .feed(input, value)
          .addTarget(op)
          .run()
          .close();
    }
  }

  void graph(GraphDef shown) {
    try (TInt64 steps = TInt64.scalarOf(0);
        TString tensor = TString.tensorOfBytes(NdArrays.scalarOfObject(shown.toByteArray()))) {
      session.runner().feed(step, steps).feed(bytes, tensor).addTarget(network).run().close();
    }
  }

  /**
   * Marks a restart. TensorBoard then ignores all earlier events of the given step and later steps,
   * in this file and in older files of the run.
   */
  void restartAt(long atStep) {
    Event start =
        Event.newBuilder()
            .setWallTime(System.currentTimeMillis() / 1000.0)
            .setStep(atStep)
            .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START))
            .build();
    try (TString tensor = TString.tensorOfBytes(NdArrays.scalarOfObject(start.toByteArray()))) {
      session.runner().feed(bytes, tensor).addTarget(event).run().close();
    }
  }

  /** Passes all events to the operating system, so that they are kept if the process is killed. */
  void flush() {
    session.runner().addTarget(flush).run().close();
  }

  @Override
  public void close() {
    try {
      session.runner().addTarget(close).run().close();
    } finally {
      session.close();
      graph.close();
    }
  }
}

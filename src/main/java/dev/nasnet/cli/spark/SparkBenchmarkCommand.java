package dev.nasnet.cli.spark;

import com.sun.management.OperatingSystemMXBean;
import dev.nasnet.cli.options.ThreadOptions;
import dev.nasnet.device.Hardware;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.inference.ImageModel;
import dev.nasnet.inference.ThreadConfig;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.spark.ImageFrames;
import dev.nasnet.spark.JobFailure;
import dev.nasnet.spark.Scorer;
import dev.nasnet.spark.SharedModel;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet-spark benchmark}: times a bundle in Spark and without Spark. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = {
      "Times scoring with Spark beside the same predictions of this process without Spark.",
      "The images are held in memory and the output is discarded; both times include decoding. The"
          + " first round also opens the bundle."
    },
    footer = {
      "",
      "Example:",
      "  nasnet-spark --master 'local[2]' benchmark --model savedmodels/digits"
          + " --in binaryFile:images --partitions 8 --direct 2"
    })
final class SparkBenchmarkCommand implements Runnable {
  private static final double NANO = 1e9;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The exported model, as for nasnet-spark score.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Option(
      names = "--in",
      required = true,
      paramLabel = "SOURCE",
      description = "The images, as for nasnet-spark score.")
  @SuppressWarnings("NullAway.Init")
  private String in;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "The number of images that the network classifies at once, at least 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "The number of tasks per round, at least 1 (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "4",
      description = "The number of rounds, at least 1 (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--direct",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "The number of threads that predict without Spark, 0 to 1024; 0 times only Spark"
              + " (default: ${DEFAULT-VALUE}).")
  private int direct;

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Override
  public void run() {
    require("--partitions", partitions, 1);
    require("--rounds", rounds, 1);
    require("--direct", direct, 0);
    if (direct > Hardware.MOST_THREADS) {
      throw new InvalidInputException(
          "--direct (%d) must be at most %d".formatted(direct, Hardware.MOST_THREADS));
    }
    Scorer scorer = Scorer.of(model).withBatch(batch).withThreads(threads.threads());
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      Dataset<Row> images =
          new ImageFrames(session).open(in).select("content").repartition(partitions).cache();
      long count = images.count();
      if (count == 0) {
        throw new InvalidInputException("--in (%s) must hold images".formatted(in));
      }
      Dataset<Row> scored = images.transform(scorer::transform);
      List<byte[]> contents = new ArrayList<>();
      if (direct > 0) {
        for (Row row : images.collectAsList()) {
          contents.add((byte[]) row.get(0));
        }
      }
      for (int round = 1; round <= rounds; round++) {
        Watch watch = new Watch();
        scored.write().format("noop").mode("overwrite").save();
        print(round, "with Spark", watch, count);
        if (direct > 0) {
          print(round, "without Spark", directly(contents), count);
        }
      }
    } catch (Exception e) {
      throw JobFailure.of(e);
    } finally {
      SharedModel.closeIdle();
    }
  }

  /** Times the threads on all images, without opening the bundle. */
  private Watch directly(List<byte[]> contents) throws Exception {
    ThreadConfig natives = threads.threads();
    ExecutorService pool = Executors.newFixedThreadPool(direct);
    try (ImageModel opened = ImageModel.open(model, PixelLimit.USUAL, natives)) {
      predict(opened, contents.subList(0, Math.min(batch, contents.size())));
      AtomicInteger next = new AtomicInteger();
      Callable<Void> task =
          () -> {
            int from = next.getAndAdd(batch);
            while (from < contents.size()) {
              predict(opened, contents.subList(from, Math.min(from + batch, contents.size())));
              from = next.getAndAdd(batch);
            }
            return null;
          };
      Watch watch = new Watch();
      for (Future<Void> end :
          pool.invokeAll(IntStream.range(0, direct).mapToObj(i -> task).toList())) {
        end.get();
      }
      return watch.stopped();
    } finally {
      pool.shutdown();
    }
  }

  private static void predict(ImageModel opened, List<byte[]> contents) {
    List<float[]> images = new ArrayList<>();
    for (byte[] content : contents) {
      images.add(opened.read(content, content.length + " bytes"));
    }
    opened.predict(images, true, false);
  }

  private static void require(String name, int value, int min) {
    if (value < min) {
      throw new InvalidInputException("%s (%d) must be at least %d".formatted(name, value, min));
    }
  }

  private void print(int round, String how, Watch watch, long images) {
    Watch end = watch.stopped();
    PrintWriter out = command.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "round %d, %s: %.1f images/s, %.2f ms of this process's CPU time for each image",
            round,
            how,
            images / end.seconds,
            1e3 * end.processorSeconds / images));
    out.flush();
  }

  /** Measures elapsed time and the CPU time of this process. */
  private static final class Watch {
    private static final OperatingSystemMXBean SYSTEM =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final long start = System.nanoTime();
    private final long processorStart = SYSTEM.getProcessCpuTime();
    private boolean stopped;
    private double seconds;
    private double processorSeconds;

    /** Stops the watch; later calls have no effect. */
    Watch stopped() {
      if (!stopped) {
        stopped = true;
        seconds = (System.nanoTime() - start) / NANO;
        processorSeconds = (SYSTEM.getProcessCpuTime() - processorStart) / NANO;
      }
      return this;
    }
  }
}

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

/** {@code nasnet-spark benchmark}: a bundle scored by Spark, and asked directly. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = {
      "Times a bundle scored by Spark beside the same bundle asked directly by this process.",
      "Images are held in memory, the output is thrown away; decoding is timed in both. The first",
      "round opens the bundle."
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

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "As score's.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Option(names = "--in", required = true, paramLabel = "SOURCE", description = "As score's.")
  @SuppressWarnings("NullAway.Init")
  private String in;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Images a run of the network (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "Tasks a round (${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "4",
      description = "How often (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--direct",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that ask the bundle directly, 0 for none (${DEFAULT-VALUE}).")
  private int direct;

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Override
  public void run() {
    require("partitions", partitions, 1);
    require("rounds", rounds, 1);
    require("direct", direct, 0);
    if (direct > Hardware.MOST_THREADS) {
      throw new InvalidInputException(
          "direct (%d) must be at most %d".formatted(direct, Hardware.MOST_THREADS));
    }
    Scorer scorer = Scorer.of(model).withBatch(batch).withThreads(threads.threads());
    try (SparkSession session = SparkSession.builder().getOrCreate()) {
      Dataset<Row> images =
          new ImageFrames(session).open(in).select("content").repartition(partitions).cache();
      long count = images.count();
      if (count == 0) {
        throw new InvalidInputException("in (%s) must hold images".formatted(in));
      }
      Dataset<Row> scored = images.transform(scorer::transform);
      List<byte[]> contents = direct == 0 ? List.of() : contents(images);
      for (int round = 1; round <= rounds; round++) {
        Watch watch = new Watch();
        scored.write().format("noop").mode("overwrite").save();
        print(round, "by Spark", watch, count);
        if (direct > 0) {
          print(round, "directly", directly(contents), count);
        }
      }
    } catch (Exception e) {
      throw JobFailure.of(e);
    } finally {
      SharedModel.closeIdle();
    }
  }

  /** How long threads take for all images; opening the bundle is not part of it. */
  private Watch directly(List<byte[]> contents) throws Exception {
    ThreadConfig natives = threads.threads();
    ExecutorService pool = Executors.newFixedThreadPool(direct);
    try (ImageModel opened = ImageModel.open(model, PixelLimit.USUAL, natives)) {
      answer(opened, contents.subList(0, Math.min(batch, contents.size())));
      AtomicInteger next = new AtomicInteger();
      Callable<Void> asking =
          () -> {
            int from = next.getAndAdd(batch);
            while (from < contents.size()) {
              answer(opened, contents.subList(from, Math.min(from + batch, contents.size())));
              from = next.getAndAdd(batch);
            }
            return null;
          };
      Watch watch = new Watch();
      for (Future<Void> end :
          pool.invokeAll(IntStream.range(0, direct).mapToObj(i -> asking).toList())) {
        end.get();
      }
      return watch.stopped();
    } finally {
      pool.shutdown();
    }
  }

  private static void answer(ImageModel opened, List<byte[]> contents) {
    List<float[]> images = new ArrayList<>();
    for (byte[] content : contents) {
      images.add(opened.read(content, content.length + " bytes"));
    }
    opened.predict(images, true, false);
  }

  private static List<byte[]> contents(Dataset<Row> images) {
    return images.collectAsList().stream().map(row -> (byte[]) row.get(0)).toList();
  }

  private static void require(String name, int value, int least) {
    if (value < least) {
      throw new InvalidInputException("%s (%d) must be at least %d".formatted(name, value, least));
    }
  }

  private void print(int round, String how, Watch watch, long images) {
    Watch end = watch.stopped();
    PrintWriter out = command.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "round %d, %s: %.1f images/s, %.2f ms of this process's CPUs an image",
            round,
            how,
            images / end.seconds,
            1e3 * end.processorSeconds / images));
    out.flush();
  }

  /** Time on the wall and of this process's CPUs. */
  private static final class Watch {
    private static final OperatingSystemMXBean SYSTEM =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final long start = System.nanoTime();
    private final long processorStart = SYSTEM.getProcessCpuTime();
    private boolean stopped;
    private double seconds;
    private double processorSeconds;

    /** Stops it, once. */
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

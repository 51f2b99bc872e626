package dev.nasnet.spark;

import dev.nasnet.image.PixelLimit;
import dev.nasnet.inference.ModelSignatures;
import dev.nasnet.inference.ThreadConfig;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Scores a frame of images by a bundle, as a step of {@code frame.transform(scorer::transform)}.
 * Immutable: each {@code with} gives another scorer. It keeps a frame's columns and rows and their
 * order within a partition, and adds
 *
 * <ul>
 *   <li>{@code class} (int), {@code label} (string) and {@code score} (float, 0…1): the likeliest;
 *   <li>{@code top} (array of struct of {@code index}, {@code label}, {@code probability}): where
 *       asked for, the likeliest first;
 *   <li>{@code features} (array of float): where asked for, what the classifier reads;
 *   <li>{@code error} (string): null, or why an image was not scored; the others are null then.
 * </ul>
 */
public final class Scorer {
  private final ModelSignatures signatures;
  private final BroadcastBundle shipment;
  private final ScoreColumns columns;
  private final ScoreRun run;

  private Scorer(
      ModelSignatures signatures, BroadcastBundle shipment, ScoreColumns columns, ScoreRun run) {
    this.signatures = signatures;
    this.shipment = shipment;
    this.columns = columns;
    this.run = run;
  }

  /**
   * A scorer of a column {@code content} of encoded images, in batches of 32, for their classes;
   * for their features where the bundle has no classifier.
   *
   * @param model a version's folder, or the folder of a model's versions for its newest, on the
   *     driver; it is read once, now, and held in memory
   * @throws InvalidInputException if there is no bundle
   * @throws FailureException if it cannot be read, or is not as it was written
   */
  public static Scorer of(Path model) {
    ModelSignatures signatures = ModelSignatures.read(model);
    boolean classifies = signatures.probabilities().isPresent();
    return new Scorer(
        signatures,
        BroadcastBundle.of(signatures.version()),
        new ScoreColumns("content", false, classifies, 0, !classifies, ""),
        ScoreRun.USUAL);
  }

  /** With encoded images (JPEG, PNG, BMP or GIF) from a column of binaries. */
  public Scorer withContentColumn(String name) {
    return with(columns.from(name, false));
  }

  /** With images from a column of paths, which executors read through Hadoop's file systems. */
  public Scorer withPathColumn(String name) {
    return with(columns.from(name, true));
  }

  /**
   * With the likeliest class, or without: for the features alone.
   *
   * @throws InvalidInputException if the bundle has no classifier
   */
  public Scorer withClasses(boolean wanted) {
    if (wanted) {
      requireClassifier("classes");
    }
    return with(columns.withClasses(wanted));
  }

  /**
   * With so many likely classes beside the likeliest; all, where there are fewer.
   *
   * @throws InvalidInputException if it is under 1, or the bundle has no classifier
   */
  public Scorer withTop(int top) {
    if (top < 1) {
      throw new InvalidInputException("top (%d) must be at least 1; 5 is usual".formatted(top));
    }
    requireClassifier("top");
    return with(columns.withTop(top));
  }

  /**
   * With what the classifier reads, or without. Beside classes it takes a second run of the
   * network.
   *
   * @throws InvalidInputException if the bundle does not give it
   */
  public Scorer withFeatures(boolean wanted) {
    if (wanted && signatures.features().isEmpty()) {
      throw new InvalidInputException(
          "model (%s) must have the signature features; export one"
              .formatted(signatures.version()));
    }
    return with(columns.withFeatures(wanted));
  }

  /** With added columns whose names begin so, where a frame has columns of the same names. */
  public Scorer withPrefix(String prefix) {
    return with(columns.withPrefix(prefix));
  }

  /**
   * With batches of so many images.
   *
   * @throws InvalidInputException if it is under 1
   */
  public Scorer withBatch(int images) {
    return new Scorer(signatures, shipment, columns, run.withBatch(images));
  }

  /**
   * With TensorFlow's threads of an executor; where 0, as many as {@code spark.executor.cores}
   * says, else TensorFlow's own choice.
   */
  public Scorer withThreads(ThreadConfig threads) {
    return new Scorer(signatures, shipment, columns, run.withThreads(threads));
  }

  /** With another limit of an image's pixels: what claims more is not decoded. */
  public Scorer withPixelLimit(PixelLimit limit) {
    return new Scorer(signatures, shipment, columns, run.withLimit(limit));
  }

  /**
   * The columns that {@link #transform} gives.
   *
   * @throws InvalidInputException if the images' column is missing or of another type, a column
   *     that is added is there already, or nothing is asked for
   */
  public StructType transformSchema(StructType input) {
    if (!columns.classes() && columns.top() == 0 && !columns.features()) {
      throw new InvalidInputException(
          "classes (false) must be true where neither top nor features are wanted; ask for one");
    }
    return columns.over(input);
  }

  /**
   * The frame with its scores, computed as Spark asks for them. The bundle is broadcast: an
   * executor fetches it once, when its first task opens it, and its tasks share one native session.
   *
   * @throws InvalidInputException as {@link #transformSchema} does
   */
  public Dataset<Row> transform(Dataset<Row> frame) {
    StructType schema = transformSchema(frame.schema());
    int place = frame.schema().fieldIndex(columns.image());
    SparkContext context = frame.sparkSession().sparkContext();
    JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
    Broadcast<BroadcastBundle> shipped = java.broadcast(shipment);
    StoredFiles files = new StoredFiles(new SerializableConfiguration(java.hadoopConfiguration()));
    PartitionScorer scorer =
        new PartitionScorer(shipped, shipment.sha256(), files, columns, place, run);
    return frame.mapPartitions(scorer, Encoders.row(schema));
  }

  private Scorer with(ScoreColumns other) {
    return new Scorer(signatures, shipment, other, run);
  }

  private void requireClassifier(String what) {
    if (signatures.probabilities().isEmpty()) {
      throw new InvalidInputException(
          "%s needs a classifier, and model (%s) has none; export one without --no-top"
              .formatted(what, signatures.version()));
    }
  }
}

package dev.nasnet.spark;

import dev.nasnet.bundle.Provenance;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
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
import org.jspecify.annotations.Nullable;

/**
 * Scores a data frame of images with a bundle, as a step of {@code
 * frame.transform(scorer::transform)}. Scorers are immutable; each {@code with} method returns a
 * new scorer. A scorer keeps the columns and rows of a frame and the order of rows within a
 * partition, and adds these columns:
 *
 * <ul>
 *   <li>{@code class} (int), {@code label} (string) and {@code score} (float, range 0…1): the
 *       index, name and probability of the most likely class;
 *   <li>instead of these, for a bundle with a sigmoid head: {@code labels} (array of string), the
 *       names of all classes with a probability of at least the threshold, in descending order; and
 *       {@code probabilities} (array of float), one for each class;
 *   <li>{@code top} (array of struct of {@code index}, {@code label}, {@code probability}): the
 *       most likely classes in descending order, if requested;
 *   <li>{@code features} (array of float): the input of the classifier, if requested;
 *   <li>{@code error} (string): the reason why the image was not scored, or null. The other added
 *       columns are null in a row with an error.
 * </ul>
 */
public final class Scorer {
  private static final float THRESHOLD = 0.5f;

  private final ModelSignatures signatures;
  private final BroadcastBundle bundle;
  private final ScoreColumns columns;
  private final ScoreRun run;

  private Scorer(
      ModelSignatures signatures, BroadcastBundle bundle, ScoreColumns columns, ScoreRun run) {
    this.signatures = signatures;
    this.bundle = bundle;
    this.columns = columns;
    this.run = run;
  }

  /**
   * Creates a scorer that reads encoded images from the column {@code content}, in batches of 32.
   * It adds the most likely class; for a bundle without a classifier, it adds the features.
   *
   * @param model the folder of a version of the model on the driver, or the folder of the model, of
   *     which the newest version is used. The files are read once by this call and held in memory
   * @return the scorer
   * @throws InvalidInputException if there is no bundle in the folder
   * @throws FailureException if the bundle cannot be read or differs from its manifest
   */
  public static Scorer of(Path model) {
    ModelSignatures signatures = ModelSignatures.read(model);
    boolean classifies = signatures.probabilities().isPresent();
    return new Scorer(
        signatures,
        BroadcastBundle.of(signatures.version()),
        new ScoreColumns("content", false, classifies, 0, !classifies, "", usual(signatures)),
        ScoreRun.DEFAULT);
  }

  /**
   * {@return whether the bundle states a sigmoid head, so that an image has any number of labels}
   */
  public boolean isMultiLabel() {
    return signatures.isMultiLabel();
  }

  /**
   * {@return a scorer of encoded images (JPEG, PNG, BMP or GIF) in a column of type binary}
   *
   * @param name the name of the column
   */
  public Scorer withContentColumn(String name) {
    return with(columns.from(name, false));
  }

  /**
   * {@return a scorer of image files with paths in a column of type string} The executors read the
   * files with Hadoop's file systems.
   *
   * @param name the name of the column
   */
  public Scorer withPathColumn(String name) {
    return with(columns.from(name, true));
  }

  /**
   * {@return a scorer that adds the most likely class, or one that does not}
   *
   * @param wanted whether the columns {@code class}, {@code label} and {@code score} are added, or
   *     {@code labels} and {@code probabilities}
   * @throws InvalidInputException if they are wanted and the bundle has no classifier
   */
  public Scorer withClasses(boolean wanted) {
    if (wanted) {
      requireClassifier("classes");
    }
    return with(columns.withClasses(wanted));
  }

  /**
   * {@return a scorer that adds a list of the most likely classes}
   *
   * @param top the number of classes, at least 1; a model with fewer classes adds all of them
   * @throws InvalidInputException if the number is below 1 or the bundle has no classifier
   */
  public Scorer withTop(int top) {
    if (top < 1) {
      throw new InvalidInputException("top (%d) must be at least 1, for example 5".formatted(top));
    }
    requireClassifier("top");
    if (signatures.isMultiLabel()) {
      throw new InvalidInputException(
          ("top (%d) requires classes that exclude each other, and model (%s) has a sigmoid head;"
                  + " use the columns labels and probabilities")
              .formatted(top, signatures.version()));
    }
    return with(columns.withTop(top));
  }

  /**
   * {@return a scorer with another least probability of a label}
   *
   * @param least above 0 and below 1
   * @throws InvalidInputException if the number is out of range, or the bundle states no sigmoid
   *     head, so that its classes exclude each other
   */
  public Scorer withThreshold(double least) {
    if (!(least > 0 && least < 1)) {
      throw new InvalidInputException(
          "threshold (%s) must be above 0 and below 1, for example 0.5".formatted(least));
    }
    if (!signatures.isMultiLabel()) {
      throw new InvalidInputException(
          "threshold (%s) requires a sigmoid head, and model (%s) has none; omit it"
              .formatted(least, signatures.version()));
    }
    return with(columns.withThreshold((float) least));
  }

  private static @Nullable Float usual(ModelSignatures signatures) {
    return signatures.isMultiLabel() ? THRESHOLD : null;
  }

  /**
   * {@return a scorer that adds the input of the classifier, or one that does not} If classes are
   * added too, the network runs twice for each image.
   *
   * @param wanted whether the column {@code features} is added
   * @throws InvalidInputException if it is wanted and the bundle has no signature for features
   */
  public Scorer withFeatures(boolean wanted) {
    if (wanted && signatures.features().isEmpty()) {
      throw new InvalidInputException(
          "model (%s) must have the signature features; export a model that has it"
              .formatted(signatures.version()));
    }
    return with(columns.withFeatures(wanted));
  }

  /**
   * {@return a scorer that adds a prefix to the names of the added columns, for frames with columns
   * of the same names}
   *
   * @param prefix the prefix, such as {@code nasnet_}
   */
  public Scorer withPrefix(String prefix) {
    return with(columns.withPrefix(prefix));
  }

  /**
   * {@return a scorer with another batch size}
   *
   * @param images the number of images in a run of the network, at least 1
   * @throws InvalidInputException if the number is below 1
   */
  public Scorer withBatch(int images) {
    return new Scorer(signatures, bundle, columns, run.withBatch(images));
  }

  /**
   * {@return a scorer with other numbers of TensorFlow's threads on each executor} A number of 0
   * stands for the value of {@code spark.executor.cores}; if that is not set, TensorFlow chooses
   * the number.
   *
   * @param threads the numbers of threads within and between ops
   */
  public Scorer withThreads(ThreadConfig threads) {
    return new Scorer(signatures, bundle, columns, run.withThreads(threads));
  }

  /**
   * {@return a scorer with another limit of pixels, above which an image is not decoded}
   *
   * @param limit the largest number of pixels of an image
   */
  public Scorer withPixelLimit(PixelLimit limit) {
    return new Scorer(signatures, bundle, columns, run.withLimit(limit));
  }

  /**
   * {@return a scorer that brings images to the model's size in another way than the model's
   * provenance states}
   *
   * @param resize stretch, crop or pad
   */
  public Scorer withResize(ResizeMode resize) {
    return new Scorer(signatures, bundle, columns, run.withResize(resize));
  }

  /** {@return how the model's provenance states that images are brought to its size} */
  public ResizeMode ownResize() {
    return Provenance.ofBundle(signatures.version())
        .map(Provenance::resize)
        .orElse(ResizeMode.STRETCH);
  }

  /**
   * {@return the columns of the frame that {@link #transform} returns}
   *
   * @param input the columns of a frame
   * @throws InvalidInputException if the column of images is missing or has another type, if the
   *     frame has a column with the name of an added one, or if no scores are requested
   */
  public StructType transformSchema(StructType input) {
    if (!columns.classes() && columns.top() == 0 && !columns.features()) {
      throw new InvalidInputException(
          "classes (false) must be true without top and features; request at least one of them");
    }
    return columns.over(input);
  }

  /**
   * {@return the frame with its scores, which Spark computes when it evaluates the frame} The
   * bundle is broadcast: an executor fetches it once, when its first task opens the session, and
   * all its tasks share this session.
   *
   * @param frame a frame with the column of images
   * @throws InvalidInputException as {@link #transformSchema} does
   */
  public Dataset<Row> transform(Dataset<Row> frame) {
    StructType schema = transformSchema(frame.schema());
    int imageColumn = frame.schema().fieldIndex(columns.image());
    SparkContext context = frame.sparkSession().sparkContext();
    JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
    Broadcast<BroadcastBundle> broadcast = java.broadcast(bundle);
    StoredFiles files = new StoredFiles(new SerializableConfiguration(java.hadoopConfiguration()));
    PartitionScorer scorer =
        new PartitionScorer(broadcast, bundle.sha256(), files, columns, imageColumn, run);
    return frame.mapPartitions(scorer, Encoders.row(schema));
  }

  private Scorer with(ScoreColumns other) {
    return new Scorer(signatures, bundle, other, run);
  }

  private void requireClassifier(String option) {
    if (signatures.probabilities().isEmpty()) {
      throw new InvalidInputException(
          "%s requires a classifier, and model (%s) has none; export a model without `noTop`"
              .formatted(option, signatures.version()));
    }
  }
}

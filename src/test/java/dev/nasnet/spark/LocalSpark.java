package dev.nasnet.spark;

import static dev.nasnet.spark.LocalSpark.IMAGES;
import static dev.nasnet.spark.LocalSpark.SCHEMA;

import dev.nasnet.data.DigitImages;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Runs Spark in the process of the tests and creates frames of images of digits. */
public final class LocalSpark {
  public static final Path MODEL = Path.of("savedmodels", "digits");
  static final int IMAGES = 40;
  public static final List<byte[]> DIGITS = DigitImages.png(IMAGES);
  static final StructType SCHEMA =
      new StructType().add("id", DataTypes.IntegerType, false).add("content", DataTypes.BinaryType);

  private LocalSpark() {}

  /** Starts Spark with two threads. */
  public static void start() {
    session();
  }

  public static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
  }

  /** Stops Spark and closes the bundles that its tasks have opened. */
  public static void stop() {
    session().stop();
    SharedModel.closeIdle();
  }

  /** Returns a frame of numbered images in order, with the given number of partitions. */
  public static Dataset<Row> frame(List<byte[]> images, int partitions) {
    List<Row> rows =
        IntStream.range(0, images.size())
            .mapToObj(i -> RowFactory.create(i, images.get(i)))
            .toList();
    return session().createDataFrame(rows, SCHEMA).coalesce(partitions);
  }
}

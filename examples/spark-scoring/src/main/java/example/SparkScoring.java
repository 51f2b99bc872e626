package example;

import dev.nasnet.spark.Scorer;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Scores the images of a folder on Apache Spark and writes one row an image as Parquet. */
public final class SparkScoring {
  /** Arguments: the model's folder, the folder of images, and a new folder for the scores. */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .appName("scoring")
            .master("local[2]") // A cluster's master comes from spark-submit.
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      Scorer scorer = Scorer.of(Path.of(args[0])).withTop(3);
      spark
          .read()
          .format("binaryFile")
          .option("recursiveFileLookup", true)
          .load(args[1])
          .transform(scorer::transform)
          .select("path", "label", "score", "top", "error")
          .write()
          .parquet(args[2]);
      long rows = spark.read().parquet(args[2]).where("error is null").count();
      System.out.println(rows + " images scored");
    }
  }
}

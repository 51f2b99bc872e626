package dev.nasnet.spark;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Defines the column that contains the images and the columns that scoring adds.
 *
 * @param image the name of the column of images
 * @param path whether the column contains paths of image files (strings) instead of their content
 *     (binary)
 * @param classes whether the index, label and probability of the most likely class are added
 * @param top the number of most likely classes to add as a list, at least 0; 0 adds no list
 * @param features whether the input of the classifier is added
 * @param prefix the prefix of the names of the added columns
 * @param threshold for a model with a sigmoid head the least probability of a label; the labels and
 *     all probabilities are then added instead of the most likely class. Null for other models
 */
public record ScoreColumns(
    String image,
    boolean path,
    boolean classes,
    int top,
    boolean features,
    String prefix,
    @Nullable Float threshold)
    implements Serializable {
  /** The name of the column of errors, without the prefix. */
  public static final String ERROR = "error";

  static final String TOP = "top";
  static final String FEATURES = "features";
  static final String LABELS = "labels";
  static final String PROBABILITIES = "probabilities";

  private static final StructType ENTRY =
      new StructType()
          .add("index", DataTypes.IntegerType, false)
          .add("label", DataTypes.StringType, false)
          .add("probability", DataTypes.FloatType, false);

  ScoreColumns from(String column, boolean ofPaths) {
    return new ScoreColumns(column, ofPaths, classes, top, features, prefix, threshold);
  }

  ScoreColumns withClasses(boolean wanted) {
    return new ScoreColumns(image, path, wanted, top, features, prefix, threshold);
  }

  ScoreColumns withTop(int likeliest) {
    return new ScoreColumns(image, path, classes, likeliest, features, prefix, threshold);
  }

  ScoreColumns withFeatures(boolean wanted) {
    return new ScoreColumns(image, path, classes, top, wanted, prefix, threshold);
  }

  ScoreColumns withThreshold(@Nullable Float least) {
    return new ScoreColumns(image, path, classes, top, features, prefix, least);
  }

  ScoreColumns withPrefix(String beginning) {
    return new ScoreColumns(image, path, classes, top, features, beginning, threshold);
  }

  /** Returns the columns that are added, in their order; the values of all of them may be null. */
  StructType added() {
    StructType added = new StructType();
    if (classes && threshold != null) {
      added =
          added
              .add(prefix + LABELS, DataTypes.createArrayType(DataTypes.StringType, false))
              .add(prefix + PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false));
    } else if (classes) {
      added =
          added
              .add(prefix + "class", DataTypes.IntegerType)
              .add(prefix + "label", DataTypes.StringType)
              .add(prefix + "score", DataTypes.FloatType);
    }
    if (top > 0) {
      added = added.add(prefix + TOP, DataTypes.createArrayType(ENTRY, false));
    }
    if (features) {
      added = added.add(prefix + FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false));
    }
    return added.add(prefix + ERROR, DataTypes.StringType);
  }

  /**
   * Returns the columns of a frame followed by the columns that are added.
   *
   * @throws InvalidInputException if the column of images is missing or has another type, or if the
   *     frame has a column with the name of an added one
   */
  StructType over(StructType input) {
    requireImage(input);
    List<StructField> fields = new ArrayList<>(Arrays.asList(input.fields()));
    for (StructField field : added().fields()) {
      for (String name : input.fieldNames()) {
        if (name.equalsIgnoreCase(field.name())) {
          throw new InvalidInputException(
              "column (%s) must not exist before scoring adds it; rename it or give a prefix"
                  .formatted(name));
        }
      }
      fields.add(field);
    }
    return new StructType(fields.toArray(StructField[]::new));
  }

  private void requireImage(StructType input) {
    String option = path ? "path-column" : "content-column";
    List<String> names = Arrays.asList(input.fieldNames());
    if (!names.contains(image)) {
      throw new InvalidInputException(
          "%s (%s) must be one of the columns %s; give the name of the column of images"
              .formatted(option, image, String.join(", ", names)));
    }
    DataType type = input.apply(image).dataType();
    DataType wanted = path ? DataTypes.StringType : DataTypes.BinaryType;
    if (!type.equals(wanted)) {
      throw new InvalidInputException(
          "%s (%s) must be of type %s, not %s; %s"
              .formatted(
                  option,
                  image,
                  wanted.simpleString(),
                  type.simpleString(),
                  path ? "give a column of paths" : "give a column of encoded images"));
    }
  }
}

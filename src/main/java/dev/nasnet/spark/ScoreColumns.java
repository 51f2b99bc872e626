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

/**
 * Which column an image comes from, and which columns scoring adds.
 *
 * @param image the column's name
 * @param path whether it holds files' paths, strings, instead of their bytes
 * @param classes whether the likeliest class is wanted: its index, label and score
 * @param top how many likely classes are wanted beside it, 0 for none
 * @param features whether what the classifier reads is wanted
 * @param prefix what the added columns' names begin with
 */
public record ScoreColumns(
    String image, boolean path, boolean classes, int top, boolean features, String prefix)
    implements Serializable {
  public static final String ERROR = "error";
  static final String TOP = "top";
  static final String FEATURES = "features";

  private static final StructType ENTRY =
      new StructType()
          .add("index", DataTypes.IntegerType, false)
          .add("label", DataTypes.StringType, false)
          .add("probability", DataTypes.FloatType, false);

  ScoreColumns from(String column, boolean ofPaths) {
    return new ScoreColumns(column, ofPaths, classes, top, features, prefix);
  }

  ScoreColumns withClasses(boolean wanted) {
    return new ScoreColumns(image, path, wanted, top, features, prefix);
  }

  ScoreColumns withTop(int likeliest) {
    return new ScoreColumns(image, path, classes, likeliest, features, prefix);
  }

  ScoreColumns withFeatures(boolean wanted) {
    return new ScoreColumns(image, path, classes, top, wanted, prefix);
  }

  ScoreColumns withPrefix(String beginning) {
    return new ScoreColumns(image, path, classes, top, features, beginning);
  }

  /** The columns that are added, in their order; all may be null. */
  StructType added() {
    StructType added = new StructType();
    if (classes) {
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
   * A frame's columns and those that are added.
   *
   * @throws InvalidInputException if the image's column is missing or of another type, or one that
   *     is added is there already
   */
  StructType over(StructType input) {
    requireImage(input);
    List<StructField> fields = new ArrayList<>(Arrays.asList(input.fields()));
    for (StructField field : added().fields()) {
      for (String name : input.fieldNames()) {
        if (name.equalsIgnoreCase(field.name())) {
          throw new InvalidInputException(
              "column (%s) must not be there before scoring adds it; rename it or give a prefix"
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
          "%s (%s) must be one of the columns %s; name the images' one"
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
                  path ? "name a column of paths" : "name a column of encoded images"));
    }
  }
}

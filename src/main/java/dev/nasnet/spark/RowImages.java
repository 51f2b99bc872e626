package dev.nasnet.spark;

import dev.nasnet.inference.ImageModel;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Reads and decodes the images of rows. */
final class RowImages {
  private final ScoreColumns columns;
  private final int imageColumn;
  private final StoredFiles files;
  private final ImageModel model;

  /**
   * Creates a reader.
   *
   * @param columns the columns to read and to add
   * @param imageColumn the index of the column of images; it is used instead of the name, because
   *     rows that were created by Java code have no column names
   * @param files the access to image files
   * @param model the model for which the images are decoded
   */
  RowImages(ScoreColumns columns, int imageColumn, StoredFiles files, ImageModel model) {
    this.columns = columns;
    this.imageColumn = imageColumn;
    this.files = files;
    this.model = model;
  }

  /**
   * Reads the image of a row and converts it to the network's input.
   *
   * @return {@code H · W · 3} values in row-major order, range −1…1
   * @throws BadImageException if the image is missing, too large or cannot be decoded
   * @throws UncheckedIOException if the storage fails; another attempt of the task may succeed
   */
  float[] read(Row row) throws BadImageException {
    @Nullable Object value = row.get(imageColumn);
    if (value == null) {
      throw new BadImageException("column (%s) is null; give an image".formatted(columns.image()));
    }
    String name = value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString();
    try {
      return model.read(value instanceof byte[] bytes ? bytes : files.read(name), name);
    } catch (InvalidInputException | FailureException e) {
      throw new BadImageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "file (%s) cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }
}

package dev.nasnet.spark;

import dev.nasnet.inference.ImageModel;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Decodes a row's image. */
final class RowImages {
  private final ScoreColumns columns;
  private final int place;
  private final StoredFiles files;
  private final ImageModel model;

  /**
   * @param place the image's column, by its index: rows that come from another step of Java have no
   *     names
   */
  RowImages(ScoreColumns columns, int place, StoredFiles files, ImageModel model) {
    this.columns = columns;
    this.place = place;
    this.files = files;
    this.model = model;
  }

  /**
   * A row's image as the network takes it, {@code H·W·3} values.
   *
   * @throws BadImageException if there is none, it is too large, or it is no image
   * @throws UncheckedIOException if the storage fails: another try of the task may succeed
   */
  float[] read(Row row) throws BadImageException {
    @Nullable Object value = row.get(place);
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

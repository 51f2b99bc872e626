package dev.nasnet.spark;

import dev.nasnet.data.tfrecord.TfRecords;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/** Reads the images of a TFRecord file as rows, record by record, on an executor. */
final class TfRecordRows implements FlatMapFunction<String, Row> {
  /**
   * The columns: the path of the file, the number of the record in the file from 0, the encoded
   * image or null, and the index of the image's class or null.
   */
  static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("record", DataTypes.IntegerType, false)
          .add("content", DataTypes.BinaryType)
          .add("truth", DataTypes.LongType);

  @Serial private static final long serialVersionUID = 1L;

  private final StoredFiles files;

  TfRecordRows(StoredFiles files) {
    this.files = files;
  }

  /**
   * Returns the rows of a file, which are read during the iteration.
   *
   * @throws InvalidInputException if the file is damaged or not a TFRecord file
   */
  @Override
  public Iterator<Row> call(String path) throws IOException {
    TfRecords records = TfRecords.open(files.open(path), files.length(path), path);
    TaskContext.get()
        .addTaskCompletionListener(
            context -> {
              close(records);
            });
    return new Rows(path, records);
  }

  private static void close(TfRecords records) {
    try {
      records.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Iterates over the rows of a file. */
  private static final class Rows implements Iterator<Row> {
    private final String path;
    private final TfRecords records;
    private @Nullable Row nextRow;

    Rows(String path, TfRecords records) {
      this.path = path;
      this.records = records;
    }

    @Override
    public boolean hasNext() {
      if (nextRow == null) {
        nextRow = read();
      }
      return nextRow != null;
    }

    @Override
    public Row next() {
      Row row = nextRow == null ? read() : nextRow;
      nextRow = null;
      if (row == null) {
        throw new NoSuchElementException();
      }
      return row;
    }

    private @Nullable Row read() {
      try {
        Optional<Example> example = records.next();
        if (example.isEmpty()) {
          records.close();
          return null;
        }
        return row(example.get());
      } catch (IOException e) {
        throw new UncheckedIOException(
            "file (%s) cannot be read: %s".formatted(path, e.getMessage()), e);
      }
    }

    private Row row(Example example) {
      Feature none = Feature.getDefaultInstance();
      var features = example.getFeatures().getFeatureMap();
      var image = features.getOrDefault(TfRecords.IMAGE, none).getBytesList();
      var label = features.getOrDefault(TfRecords.LABEL, none).getInt64List();
      return RowFactory.create(
          path,
          records.number(),
          image.getValueCount() == 1 ? image.getValue(0).toByteArray() : null,
          label.getValueCount() == 1 ? label.getValue(0) : null);
    }
  }
}

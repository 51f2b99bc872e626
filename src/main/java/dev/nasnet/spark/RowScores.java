package dev.nasnet.spark;

import dev.nasnet.inference.BatchOutput;
import dev.nasnet.inference.ImageModel;
import dev.nasnet.inference.Prediction;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import scala.collection.mutable.ArraySeq;

/** Runs the model on batches of images and adds the outputs to the rows. */
class RowScores {
  private final ScoreColumns columns;
  private final ImageModel model;
  private final int added;

  RowScores(ScoreColumns columns, ImageModel model) {
    this.columns = columns;
    this.model = model;
    added = columns.added().size();
  }

  /** Returns whether the probabilities of the classes are needed. */
  private boolean needsProbabilities() {
    return columns.classes() || columns.top() > 0;
  }

  /** Returns the model's outputs for a batch of images, which may be empty. */
  BatchOutput predict(List<float[]> images) {
    return images.isEmpty()
        ? BatchOutput.NONE
        : model.predict(images, needsProbabilities(), columns.features());
  }

  /** Returns a row with the outputs for its image, which has the given index in the batch. */
  Row scored(Row frameRow, BatchOutput outputs, int index) {
    List<@Nullable Object> values = values(frameRow);
    Float threshold = columns.threshold();
    if (threshold != null && columns.classes()) {
      float[] row = outputs.probabilities().get(index);
      values.add(
          Prediction.above(row, model.labels(), threshold).stream()
              .map(Prediction::label)
              .toArray(String[]::new));
      values.add(ArraySeq.make(row));
    } else if (needsProbabilities()) {
      List<Prediction> likeliest =
          model.likeliest(outputs.probabilities().get(index), Math.max(1, columns.top()));
      if (columns.classes()) {
        Prediction first = likeliest.get(0);
        values.addAll(List.of(first.index(), first.label(), first.probability()));
      }
      if (columns.top() > 0) {
        values.add(likeliest.stream().map(RowScores::entry).toList().toArray(Row[]::new));
      }
    }
    if (columns.features()) {
      values.add(ArraySeq.make(outputs.features().get(index)));
    }
    values.add(null);
    return RowFactory.create(values.toArray());
  }

  /** Returns a row with an error and without scores. */
  Row failed(Row row, String error) {
    List<@Nullable Object> values = values(row);
    for (int i = 1; i < added; i++) {
      values.add(null);
    }
    values.add(error);
    return RowFactory.create(values.toArray());
  }

  private static Row entry(Prediction prediction) {
    return RowFactory.create(prediction.index(), prediction.label(), prediction.probability());
  }

  private List<@Nullable Object> values(Row row) {
    List<@Nullable Object> values = new ArrayList<>(row.size() + added);
    for (int i = 0; i < row.size(); i++) {
      values.add(row.get(i));
    }
    return values;
  }
}

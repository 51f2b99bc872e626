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

/** Answers a batch and lays what was answered beside its rows. */
class RowScores {
  private final ScoreColumns columns;
  private final ImageModel model;
  private final int added;

  RowScores(ScoreColumns columns, ImageModel model) {
    this.columns = columns;
    this.model = model;
    added = columns.added().size();
  }

  /** Whether classes' probabilities are needed. */
  private boolean ranks() {
    return columns.classes() || columns.top() > 0;
  }

  /** The answers to a batch; to no images none. */
  BatchOutput answer(List<float[]> images) {
    return images.isEmpty() ? BatchOutput.NONE : model.predict(images, ranks(), columns.features());
  }

  /** A row with its image's answers, the batch's of this index. */
  Row scored(Row row, BatchOutput answers, int index) {
    List<@Nullable Object> values = values(row);
    if (ranks()) {
      List<Prediction> likeliest =
          model.likeliest(answers.probabilities().get(index), Math.max(1, columns.top()));
      if (columns.classes()) {
        Prediction first = likeliest.get(0);
        values.addAll(List.of(first.index(), first.label(), first.probability()));
      }
      if (columns.top() > 0) {
        values.add(likeliest.stream().map(RowScores::entry).toList().toArray(Row[]::new));
      }
    }
    if (columns.features()) {
      values.add(ArraySeq.make(answers.features().get(index)));
    }
    values.add(null);
    return RowFactory.create(values.toArray());
  }

  /** A row whose image is bad. */
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

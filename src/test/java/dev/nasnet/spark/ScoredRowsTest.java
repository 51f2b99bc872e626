package dev.nasnet.spark;

import static dev.nasnet.spark.LocalSpark.DIGITS;
import static dev.nasnet.spark.LocalSpark.IMAGES;
import static dev.nasnet.spark.LocalSpark.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.image.PixelLimit;
import dev.nasnet.inference.BatchOutput;
import dev.nasnet.inference.ImageModel;
import dev.nasnet.inference.ThreadConfig;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks how the rows of a partition are divided into batches. */
@Timeout(60)
@Tag("spark")
class ScoredRowsTest {
  private static final int BATCH = 8;

  @Test
  void badImagesAreNotPartOfABatchAndTheOrderIsKept() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      rows.add(RowFactory.create(i, i % 3 == 0 ? null : DIGITS.get(i)));
    }
    List<Integer> batches = new ArrayList<>();
    List<Integer> read = new ArrayList<>();
    try (ImageModel model = ImageModel.open(MODEL, PixelLimit.USUAL, ThreadConfig.BEST)) {
      Iterator<Row> input = rows.iterator();
      ScoreColumns columns = new ScoreColumns("content", false, true, 0, false, "", null);
      RowScores counting =
          new RowScores(columns, model) {
            @Override
            BatchOutput predict(List<float[]> images) {
              batches.add(images.size());
              return super.predict(images);
            }
          };
      RowImages images = new RowImages(columns, 1, new StoredFiles(null), model);
      Iterator<Row> lazily =
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return input.hasNext();
            }

            @Override
            public Row next() {
              read.add(read.size());
              return input.next();
            }
          };
      Iterator<Row> scored = new ScoredRows(lazily, images, counting, BATCH);
      assertThat(scored.hasNext()).isTrue();
      assertThat(read).as("rows read for the first").hasSize(12);
      for (int i = 0; i < IMAGES; i++) {
        assertThat(scored.next().getInt(0)).isEqualTo(i);
      }
      assertThat(scored.hasNext()).isFalse();
    }
    assertThat(batches).containsExactly(8, 8, 8, 2);
  }
}

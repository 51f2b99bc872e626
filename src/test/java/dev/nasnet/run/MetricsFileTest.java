package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricsFileTest {
  private static final String HEADER =
      "epoch,step,loss,top1,top5,learning_rate,raw_top1,raw_top5,held_out_loss,rollbacks";
  private static final String MULTI_LABEL_HEADER =
      "epoch,step,loss,exact_match,macro_average_precision,learning_rate,raw_exact_match,"
          + "raw_macro_average_precision,held_out_loss,rollbacks";

  private final MetricsFile file = new MetricsFile();

  @Test
  void anEpochIsALineUnderTheHeader() {
    file.add(report(1, null, null));
    assertThat(file.lines())
        .containsExactly(
            HEADER, "1,30,1.250000,0.500000,0.750000,0.01250000,0.400000,0.700000,2.000000,1");
    assertThat(file.isMultiLabel()).isFalse();
  }

  @Test
  void imagesOfAnyNumberOfLabelsHaveTheirAveragePrecision() {
    file.add(report(1, 0.625, 0.375));
    file.add(report(2, 0.6875, 0.5));
    assertThat(file.lines())
        .containsExactly(
            MULTI_LABEL_HEADER,
            "1,30,1.250000,0.500000,0.625000,0.01250000,0.400000,0.375000,2.000000,1",
            "2,60,1.250000,0.500000,0.687500,0.01250000,0.400000,0.500000,2.000000,1");
    assertThat(file.isMultiLabel()).isTrue();
    assertThat(file.column("macro_average_precision")).containsExactly(0.625, 0.6875);
    assertThat(file.last("macro_average_precision")).contains(0.6875);
  }

  @Test
  void columnsAreReadByTheirNames() {
    file.add(report(1, null, null));
    assertThat(file.last("step")).contains(30.0);
    file.add(report(2, null, null));
    assertThat(file.column("epoch")).containsExactly(1.0, 2.0);
    assertThat(file.column("step")).containsExactly(30.0, 60.0);
    assertThat(file.column("rollbacks")).containsExactly(1.0, 1.0);
    assertThat(file.last("step")).contains(60.0);
    assertThat(file.last("macro_average_precision")).isEmpty();
  }

  @Test
  void aFileWithoutEpochsHasNoLastValue() {
    assertThat(file.last("step")).isEmpty();
    assertThat(file.column("step")).isEmpty();
  }

  @Test
  void theLinesOfACheckpointReplaceAll() {
    file.add(report(1, null, null));
    List<String> earlier = List.of(MULTI_LABEL_HEADER, "7,70,1,1,1,1,1,1,1,0");
    file.restore(earlier);
    assertThat(file.lines()).isEqualTo(earlier);
    assertThat(MetricsFile.of(earlier).lines()).isEqualTo(earlier);
    file.add(report(8, 0.625, 0.375));
    assertThat(file.lines()).hasSize(3).startsWith(MULTI_LABEL_HEADER);
  }

  /** The lines of a checkpoint keep the header that they were written with. */
  @Test
  void aHeaderIsReplacedInAFileWithoutEpochsOnly() {
    file.restore(List.of(HEADER, "1,30,1,1,1,1,1,1,1,0"));
    file.add(report(2, 0.625, 0.375));
    assertThat(file.lines()).startsWith(HEADER);
  }

  @Test
  void aCheckpointHasTheAveragePrecisionOfItsLastLine() {
    assertThat(state().macroAveragePrecision()).isEmpty();
    file.add(report(1, 0.625, 0.375));
    file.add(report(2, 0.6875, 0.5));
    assertThat(state().macroAveragePrecision()).contains(0.6875);
  }

  private SavedState state() {
    return new SavedState(2, 60, 0.5, file.lines(), null, false, List.of(), null, null);
  }

  private static EpochReport report(int epoch, @Nullable Double mean, @Nullable Double rawMean) {
    return new EpochReport(
        epoch, 9, 30L * epoch, 1.25, 0.5, 0.75, 0.0125, 3, 0.4, 0.7, 2, 1, 2.5, mean, rawMean);
  }
}

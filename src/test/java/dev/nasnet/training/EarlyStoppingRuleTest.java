package dev.nasnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.recipe.EarlyStopping;
import dev.nasnet.recipe.EarlyStopping.Monitor;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.MetricsFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlyStoppingRuleTest {
  /** Accuracy rises until epoch 3, the loss falls until epoch 2; ties do not count as better. */
  @ParameterizedTest
  @CsvSource({
    "TOP1, 2, 0, 5",
    "TOP1, 1, 0, 4",
    "LOSS, 2, 0, 4",
    "LOSS, 3, 0, 5",
    "TOP1, 1, 4, 5",
    "LOSS, 0, 0, 0"
  })
  void itIsDueWherePatienceEnds(Monitor monitor, int patience, int begin, int epoch) {
    double[] top1 = {0.1, 0.2, 0.3, 0.3, 0.2, 0.1};
    double[] loss = {3, 1, 2, 1, 2, 3};
    EarlyStopping stopping = new EarlyStopping(patience, monitor);
    MetricsFile metrics = new MetricsFile();
    int due = 0;
    for (int i = 0; i < top1.length && due == 0; i++) {
      metrics.add(
          new EpochReport(i + 1, 6, i, 1, top1[i], 1, 0.1, 1, 0, 0, loss[i], 0, 0, null, null));
      due = new EarlyStoppingRule(stopping).isDue(metrics, begin) ? i + 1 : 0;
    }
    assertThat(due).isEqualTo(epoch);
  }
}

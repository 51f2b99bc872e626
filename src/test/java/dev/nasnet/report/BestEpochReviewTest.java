package dev.nasnet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.evaluation.ConfusionCounts;
import dev.nasnet.evaluation.HeldOutReview;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.MetricsFile;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.SavedState;
import dev.nasnet.training.EpochView;
import dev.nasnet.training.TrainingRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reviewed epoch is that of the checkpoint that an export takes. */
class BestEpochReviewTest {
  @TempDir private Path folder;

  private static EpochView view(int epoch) {
    return new EpochView(
        new EpochReport(epoch, 9, epoch, 1, 0, 0, 0.1, 1, 0, 0, 1, 0, 1, null, null),
        new MetricsFile(),
        new HeldOutReview(new ConfusionCounts(), List.of(), List.of()),
        variable -> {
          throw new AssertionError(variable);
        });
  }

  @Test
  void anEarlierBestCheckpointIsScoredAgain() {
    DataSource data = DataSource.parse("digits");
    NasNetSpec spec =
        NasNetSpec.cifar().toBuilder()
            .notation("1@24")
            .stemFilters(6)
            .size(ImageSize.square(8))
            .classes(10)
            .build();
    Recipe recipe = Recipe.STANDARD.toBuilder().epochs(2).batch(100).build();
    TrainingRun.start(spec, data, recipe, folder);
    SavedState best = new RunFolder(folder).best().orElseThrow();
    BestEpochReview reviews = new BestEpochReview(folder, Network.of(spec), data, recipe);
    EpochView present = view(best.epoch());
    assertThat(reviews.at(present).review()).isSameAs(present.review());

    // As after --resume: the best epoch was reviewed by another process.
    BestEpochReview resumed = new BestEpochReview(folder, Network.of(spec), data, recipe);
    ExportedEpoch scored = resumed.at(view(best.epoch() + 1));
    assertThat(scored.epoch()).isEqualTo(best.epoch());
    ConfusionCounts confusion = scored.review().confusion();
    assertThat(confusion.images()).isEqualTo(355);
    assertThat((double) confusion.right() / confusion.images())
        .isEqualTo(best.top1(), within(1e-9));
    assertThat(resumed.at(view(best.epoch() + 2))).isSameAs(scored);
  }
}

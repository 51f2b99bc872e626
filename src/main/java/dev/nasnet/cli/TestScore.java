package dev.nasnet.cli;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.evaluation.NetworkScorer;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.BestCheckpoint;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.TestResult;
import java.nio.file.Path;
import java.util.Locale;

/** Scores a run's best checkpoint on its test images, once, when the training has ended. */
record TestScore(Path run, Network network, Recipe recipe, DataSource test) {
  /** Scores the checkpoint, writes the result and returns a line about it. */
  String score() {
    BestCheckpoint best = new RunFolder(run).best(network, false);
    NetworkScorer scorer = new NetworkScorer(network, best.weights());
    TestResult result =
        new TestResult(
            best.state().epoch(),
            test.size(Split.HELD_OUT),
            test.sha256(),
            scorer.score(test, recipe.heldOutOf(network.spec().size())));
    result.write(run);
    Double mean = result.score().macroAveragePrecision();
    if (mean != null) {
      return String.format(
          Locale.ROOT,
          "test macro average precision %.4f, exact match %.2f %% of %d images, with epoch %d",
          mean,
          100 * result.score().top1(),
          result.images(),
          result.epoch());
    }
    return String.format(
        Locale.ROOT,
        "test %.2f %% of %d images, with epoch %d",
        100 * result.score().top1(),
        result.images(),
        result.epoch());
  }
}

package dev.nasnet.report;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.evaluation.NetworkScorer;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.BestCheckpoint;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.SavedState;
import dev.nasnet.training.EpochView;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The review of the checkpoint that an export takes, during a training. It is the review of the
 * epoch in which the checkpoint was written; after {@code --resume}, the checkpoint is scored again
 * if no later epoch is better.
 */
public final class BestEpochReview {
  private final RunFolder run;
  private final Network network;
  private final DataSource data;
  private final Recipe recipe;
  private @Nullable ExportedEpoch kept;

  /**
   * Creates the review.
   *
   * @param run the run's folder
   * @param network the network that is trained
   * @param data the training and held-out images
   * @param recipe the hyper-parameters
   */
  public BestEpochReview(Path run, Network network, DataSource data, Recipe recipe) {
    this.run = new RunFolder(run);
    this.network = network;
    this.data = data;
    this.recipe = recipe;
  }

  /**
   * Returns the best epoch so far.
   *
   * @param view the state at the end of the present epoch, after its checkpoint was written
   */
  ExportedEpoch at(EpochView view) {
    int present = view.report().epoch();
    int best = run.best().map(SavedState::epoch).orElse(present);
    ExportedEpoch found = kept;
    if (best == present) {
      found = new ExportedEpoch(best, view.review(), names());
    } else if (found == null || found.epoch() != best) {
      found = scored();
    }
    kept = found;
    return found;
  }

  private ExportedEpoch scored() {
    BestCheckpoint best = run.best(network, false);
    NetworkScorer scorer = new NetworkScorer(network, best.weights());
    return new ExportedEpoch(
        best.state().epoch(),
        scorer.review(data, recipe.heldOutOf(network.spec().size())),
        names());
  }

  private List<String> names() {
    return data.names(Split.HELD_OUT).orElse(List.of());
  }
}

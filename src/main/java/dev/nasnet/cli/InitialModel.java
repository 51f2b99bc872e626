package dev.nasnet.cli;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.run.InitialWeights;
import dev.nasnet.weights.Weights;
import dev.nasnet.weights.WeightsFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The weights at the beginning of a training.
 *
 * @param weights the weights
 * @param source the file that they were read from, or null if the initializers drew them
 */
record InitialModel(Weights weights, @Nullable InitialWeights source) {
  /**
   * Reads or draws the weights.
   *
   * @param init the file of {@code --init}, or null
   * @param classes the training data
   * @param err receives what was read of the file
   */
  static InitialModel of(
      @Nullable Path init, Network network, long seed, DataSource classes, PrintWriter err) {
    Weights fresh = Weights.random(network, seed);
    if (init == null) {
      return new InitialModel(fresh, null);
    }
    return PublishedSource.read(
        init,
        network.spec(),
        err,
        known -> {
          WeightsFile.Loaded loaded = known.file().loadForTransfer(network, fresh);
          if (classes.namesClasses()) {
            loaded =
                new ClassifierByName(network, fresh, classes.classNames())
                    .of(loaded, known.namesLike(classes.classNames()));
          }
          InitialWeights source = InitialWeights.of(known.file(), loaded);
          WeightsSource.print(loaded.report(), err);
          WeightsSource.print(known.assumed(network.spec()), err);
          return new InitialModel(loaded.weights(), source);
        });
  }
}

package dev.nasnet.training;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.Hardware;
import dev.nasnet.recipe.Recipe;

/** Opens engines. */
public interface EngineFactory {
  /**
   * Opens an engine, which the caller closes.
   *
   * @param network a network with a classifier
   * @param data the training and held-out images
   * @param recipe the hyper-parameters
   * @param phase the epochs that the engine trains
   * @return the engine
   */
  Engine open(Network network, DataSource data, Recipe recipe, TrainingPhase phase);

  /**
   * {@return a factory of engines that train in this process}
   *
   * @param hardware the devices and threads
   */
  static EngineFactory on(Hardware hardware) {
    return (network, data, recipe, phase) ->
        GraphEngine.open(network, data, recipe, phase, hardware);
  }
}

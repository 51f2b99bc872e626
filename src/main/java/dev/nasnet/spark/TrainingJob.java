package dev.nasnet.spark;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.Hardware;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.WorkerTrainer;
import java.io.Serializable;

/**
 * What an executor needs to build a worker's graph.
 *
 * @param id of this engine: executors keep graphs for one at a time
 * @param specJson the network, as {@link SpecJson} writes it
 * @param data the images
 * @param recipe how
 * @param hardware of each worker
 * @param workers who share the batches
 * @param phase the first epoch, from 0, of those in which the same layers move
 */
record TrainingJob(
    String id,
    String specJson,
    SharedData data,
    Recipe recipe,
    Hardware hardware,
    int workers,
    int phase)
    implements Serializable {
  WorkerTrainer open(DataSource source) {
    Network network = Network.of(SpecJson.read(specJson));
    return new WorkerTrainer(network, source, recipe, phase, hardware, workers);
  }
}

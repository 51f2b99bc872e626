package dev.nasnet.spark;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.Hardware;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.WorkerTrainer;
import java.io.Serializable;

/**
 * Holds the data from which an executor builds a worker's graph.
 *
 * @param id the identifier of the engine; an executor keeps graphs for only one engine at a time
 * @param specJson the network's specification as written by {@link SpecJson}
 * @param data the data source
 * @param recipe the hyper-parameters
 * @param hardware the hardware settings of each worker
 * @param workers the number of workers that share the batches
 * @param phase the first epoch, from 0, of the current phase, in which the same layers are trained
 */
public record TrainingJob(
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

package dev.nasnet.export;

import dev.nasnet.architecture.Network;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.graph.SizeLimits;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.run.BestCheckpoint;
import dev.nasnet.run.RunDescription;
import dev.nasnet.run.RunFolder;
import dev.nasnet.run.TestResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The model of a run's best checkpoint.
 *
 * <pre>{@code
 * ExportModel model = TrainedModel.of(Path.of("runs/digits")).read();
 * Path bundle = Format.SAVED_MODEL.write(Path.of("savedmodels/digits"), model);
 * }</pre>
 *
 * @param run the run's folder
 * @param raw whether the weights themselves are read even if the run keeps moving averages
 */
public record TrainedModel(Path run, boolean raw) {
  /**
   * {@return the model of a run, with the moving averages of the weights if the run keeps them}
   *
   * @param run the run's folder
   */
  public static TrainedModel of(Path run) {
    return new TrainedModel(run, false);
  }

  /**
   * Reads the model with the class names of the run's data.
   *
   * @return the network with the weights of the best checkpoint
   * @throws InvalidInputException if the run has no description or no checkpoint
   */
  public ExportModel read() {
    return read(String.valueOf(run.getFileName()), List.of());
  }

  /**
   * Reads the model.
   *
   * @param origin the entry {@code weights} of the provenance
   * @param labels the class names, or none for those of the run
   * @return the network with the weights of the best checkpoint
   * @throws InvalidInputException if the run has no description or no checkpoint
   */
  public ExportModel read(String origin, List<String> labels) {
    RunDescription description = RunDescription.read(run);
    Network network = Network.of(description.spec());
    SizeLimits.ofThisMachine().require(network.forInference());
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("weights", origin);
    provenance.putAll(description.provenance());
    BestCheckpoint best = new RunFolder(run).best(network, raw);
    provenance.put("epoch", best.state().epoch());
    provenance.put("step", best.state().step());
    boolean multiLabel = description.recipe().multiLabel();
    provenance.put(multiLabel ? "heldOutExactMatch" : "heldOutTop1", best.state().top1());
    best.state()
        .macroAveragePrecision()
        .ifPresent(mean -> provenance.put("heldOutMacroAveragePrecision", mean));
    TestResult.find(run)
        .filter(test -> test.epoch() == best.state().epoch())
        .ifPresent(
            test -> {
              provenance.put(multiLabel ? "testExactMatch" : "testTop1", test.score().top1());
              Double mean = test.score().macroAveragePrecision();
              if (mean != null) {
                provenance.put("testMacroAveragePrecision", mean);
              }
              provenance.put("testImages", test.images());
            });
    provenance.put("averaged", best.state().averaged() && !raw);
    List<String> names = labels.isEmpty() ? description.classNames() : labels;
    return new ExportModel(network, best.weights(), names, provenance);
  }
}

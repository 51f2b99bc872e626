package dev.nasnet.cli;

import dev.nasnet.architecture.Network;
import dev.nasnet.cli.options.PrecisionOptions;
import dev.nasnet.cli.options.ReportOptions;
import dev.nasnet.device.Hardware;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.CompositeListener;
import dev.nasnet.training.TrainerOptions;
import dev.nasnet.training.graph.TrainingMemory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nasnet train}: trains a network, with a checkpoint after each epoch. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a network and writes a checkpoint after each epoch.",
    footer = {
      "",
      "Example:",
      "  nasnet train --data digits --preset cifar --spec 2@192 --size 16 --out runs/digits"
    })
final class TrainCommand extends TrainingCommand {
  @Mixin private final ReportOptions looks = new ReportOptions();

  @Override
  protected TrainerOptions options(Plan plan) {
    TrainingMemory.of(plan.network(), plan.recipe(), plan.hardware()).requireFree(plan.hardware());
    PrecisionOptions.caution(plan.recipe(), plan.hardware()).ifPresent(plan.listener()::onMessage);
    return TrainerOptions.on(plan.hardware());
  }

  @Override
  Optional<String> memory(Network network, Recipe recipe, Hardware on) {
    return Optional.of(TrainingMemory.of(network, recipe, on).line());
  }

  @Override
  void observe(
      CompositeListener listeners, Path run, Plan plan, Supplier<Map<String, String>> provenance) {
    looks.open(listeners, run, plan.network(), plan.source(), plan.recipe(), provenance);
  }
}

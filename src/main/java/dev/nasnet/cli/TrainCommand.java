package dev.nasnet.cli;

import dev.nasnet.cli.options.PrecisionOptions;
import dev.nasnet.cli.options.ReportOptions;
import dev.nasnet.training.CompositeListener;
import dev.nasnet.training.Trainer;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nasnet train}: trains a network in this process. */
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
  protected Trainer trainer(Plan plan) {
    Trainer trainer =
        new Trainer(
            plan.network(),
            plan.source(),
            plan.recipe(),
            plan.run(),
            plan.progress(),
            plan.hardware());
    PrecisionOptions.caution(plan.recipe(), plan.hardware()).ifPresent(plan.progress()::note);
    return trainer;
  }

  @Override
  void look(CompositeListener onlookers, Plan plan, Supplier<Map<String, String>> provenance) {
    looks.open(
        onlookers,
        plan.run().path(),
        plan.network(),
        plan.source().classNames(),
        plan.recipe(),
        provenance);
  }
}

package dev.nasnet.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.EpochReport;
import dev.nasnet.training.TrainingListener;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/** Prints a line per epoch on stdout and, on a terminal, a progress line on stderr. */
final class TrainProgress implements TrainingListener {
  private static final int TOP = 5;
  private static final long REDRAW_NANOS = 200_000_000L;

  private final PrintWriter out;
  private final PrintWriter err;
  private final Recipe recipe;
  private final boolean showsTop5;
  private final boolean json;
  private final boolean isTerminal = Boolean.getBoolean("nasnet.terminal");
  private final long start = System.nanoTime();
  private final List<String> found;
  private boolean hasBegun;
  private long firstStep;
  private long drawn;

  /**
   * Creates the listener.
   *
   * @param commandLine provides stdout and stderr
   * @param recipe the hyper-parameters of the training
   * @param classes the number of classes; top-5 accuracy is printed for more than five
   * @param json whether each epoch is printed as a JSON object
   * @param found the lines that state what is trained on, printed when the training begins
   */
  TrainProgress(
      CommandLine commandLine, Recipe recipe, int classes, boolean json, List<String> found) {
    out = commandLine.getOut();
    err = commandLine.getErr();
    this.recipe = recipe;
    showsTop5 = classes > TOP;
    this.json = json;
    this.found = List.copyOf(found);
  }

  @Override
  public void onRestore(long step) {
    if (!hasBegun) {
      hasBegun = true;
      found.forEach(this::onMessage);
    }
  }

  @Override
  public void onStep(long step, long steps, double loss) {
    if (firstStep == 0) {
      firstStep = step;
    }
    long now = System.nanoTime();
    if (!isTerminal || now - drawn < REDRAW_NANOS) {
      return;
    }
    drawn = now;
    double rate = (step - firstStep + 1) / ((now - start) / 1e9);
    err.print(
        String.format(
            Locale.ROOT,
            "\rstep %d/%d  loss %.4f  %.0f images/s  ETA %.0f s   ",
            step,
            steps,
            loss,
            rate * recipe.batch(),
            (steps - step) / rate));
    err.flush();
  }

  @Override
  public void onMessage(String line) {
    err.println((isTerminal ? "\r" : "") + "nasnet: " + line);
    err.flush();
  }

  @Override
  public void onEpochEnd(EpochReport report) {
    if (isTerminal) {
      err.print("\r");
      err.flush();
    }
    out.println(json ? json(report) : text(report));
    out.flush();
  }

  private static String json(EpochReport report) {
    JsonObject object = new Gson().toJsonTree(report).getAsJsonObject();
    if (report.macroAveragePrecision() != null) {
      object.add("exactMatch", object.remove("top1"));
      object.add("rawExactMatch", object.remove("rawTop1"));
      object.remove("top5");
      object.remove("rawTop5");
    }
    return object.toString();
  }

  private String multiLabel(EpochReport report, double mean) {
    String raw =
        recipe.averageDecay() > 0
            ? String.format(Locale.ROOT, "  (not averaged %.4f)", report.rawMacroAveragePrecision())
            : "";
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  loss %.4f  held-out loss %.4f  macro average precision %.4f%s  exact match"
            + " %.2f %%  %.1f s",
        report.epoch(),
        report.epochs(),
        report.loss(),
        report.heldOutLoss(),
        mean,
        raw,
        100 * report.top1(),
        report.seconds());
  }

  private String text(EpochReport report) {
    Double mean = report.macroAveragePrecision();
    if (mean != null) {
      return multiLabel(report, mean);
    }
    String raw =
        recipe.averageDecay() > 0
            ? String.format(Locale.ROOT, "  (not averaged %.2f %%)", 100 * report.rawTop1())
            : "";
    String top5 =
        showsTop5 ? String.format(Locale.ROOT, "  top-5 %.2f %%", 100 * report.top5()) : "";
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  loss %.4f  held-out %.2f %%%s%s  %.1f s",
        report.epoch(),
        report.epochs(),
        report.loss(),
        100 * report.top1(),
        raw,
        top5,
        report.seconds());
  }
}

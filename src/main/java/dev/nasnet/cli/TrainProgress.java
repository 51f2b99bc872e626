package dev.nasnet.cli;

import com.google.gson.Gson;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.EpochReport;
import dev.nasnet.training.TrainingListener;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;

/** Prints a line for each epoch on stdout; on a terminal also a changing line on stderr. */
final class TrainProgress implements TrainingListener {
  private static final long REDRAW_NANOS = 200_000_000L;

  private final PrintWriter out;
  private final PrintWriter err;
  private final Recipe recipe;
  private final boolean json;
  private final boolean isTerminal = Boolean.getBoolean("nasnet.terminal");
  private final long start = System.nanoTime();
  private long firstStep;
  private long drawn;

  TrainProgress(CommandLine commandLine, Recipe recipe, boolean json) {
    out = commandLine.getOut();
    err = commandLine.getErr();
    this.recipe = recipe;
    this.json = json;
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
    out.println(json ? new Gson().toJson(report) : text(report));
    out.flush();
  }

  private String text(EpochReport report) {
    String raw =
        recipe.averageDecay() > 0
            ? String.format(Locale.ROOT, "  (not averaged %.2f %%)", 100 * report.rawTop1())
            : "";
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  loss %.4f  held-out %.2f %%%s  top-5 %.2f %%  %.1f s",
        report.epoch(),
        report.epochs(),
        report.loss(),
        100 * report.top1(),
        raw,
        100 * report.top5(),
        report.seconds());
  }
}

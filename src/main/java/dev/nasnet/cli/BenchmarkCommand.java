package dev.nasnet.cli;

import com.google.gson.JsonObject;
import dev.nasnet.inference.TimedBundle;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet benchmark}: how fast a bundle answers. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = "Times a bundle's answers to a batch of noise, without loading and warm-up.",
    footer = {"", "Example:", "  nasnet benchmark --model savedmodels/digits --batch 8"})
final class BenchmarkCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "The bundle.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Option(names = "--batch", defaultValue = "1", description = "Images (${DEFAULT-VALUE}).")
  private int batch;

  @Option(names = "--calls", defaultValue = "30", description = "Timed (${DEFAULT-VALUE}).")
  private int calls;

  @Option(names = "--warm-up", defaultValue = "3", description = "Not timed (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--turns",
      hidden = true,
      description = "A line on stdin asks for as many calls; their seconds are answered.")
  private boolean turns;

  @Option(names = "--json", description = "One JSON object on stdout.")
  private boolean json;

  @Override
  public void run() {
    if (calls < 1 || warmUp < 0) {
      throw new InvalidInputException(
          "calls (%d) must be at least 1 and warm-up (%d) at least 0".formatted(calls, warmUp));
    }
    try (TimedBundle bundle = TimedBundle.open(model, batch)) {
      for (int i = 0; i < warmUp; i++) {
        bundle.call();
      }
      if (turns) {
        takeTurns(bundle);
      } else {
        double[] seconds = new double[calls];
        Arrays.setAll(seconds, i -> bundle.call());
        print(seconds);
      }
    }
  }

  /** So that another program can time this one and others in turn. */
  private void takeTurns(TimedBundle bundle) {
    PrintWriter out = command.commandLine().getOut();
    out.println("ready");
    out.flush();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        StringBuilder seconds = new StringBuilder();
        for (int i = Integer.parseInt(line.strip()); i > 0; i--) {
          seconds.append(bundle.call()).append(' ');
        }
        out.println(seconds.toString().strip());
        out.flush();
      }
    } catch (IOException e) {
      throw new FailureException("stdin cannot be read: " + e.getMessage(), e);
    }
  }

  private void print(double[] seconds) {
    Arrays.sort(seconds);
    double median = at(seconds, 0.5);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      JsonObject report = new JsonObject();
      report.addProperty("batch", batch);
      report.addProperty("calls", calls);
      report.addProperty("medianSeconds", median);
      report.addProperty("lowerQuartileSeconds", at(seconds, 0.25));
      report.addProperty("upperQuartileSeconds", at(seconds, 0.75));
      report.addProperty("imagesPerSecond", batch / median);
      out.println(report);
    } else {
      out.printf(
          Locale.ROOT,
          "batch %d: median %.2f ms (quartiles %.2f to %.2f) of %d calls, %.1f images/s%n",
          batch,
          1e3 * median,
          1e3 * at(seconds, 0.25),
          1e3 * at(seconds, 0.75),
          calls,
          batch / median);
    }
    out.flush();
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}

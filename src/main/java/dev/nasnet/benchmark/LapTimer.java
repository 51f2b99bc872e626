package dev.nasnet.benchmark;

import com.google.gson.JsonObject;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Collects the times of a repeated operation, after a warm-up. Either a given number of times is
 * collected and summarized, or another program controls the benchmark, so that it can measure
 * several in turn: this timer prints {@code ready}, reads a number from a line of stdin, prints
 * that many times in seconds on a line, and reads the next number.
 */
public final class LapTimer {
  private final PrintWriter out;
  private final boolean isTurning;
  private final BufferedReader turns =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
  private int warmUp;
  private double[] seconds;
  private int count;

  /**
   * Creates a timer.
   *
   * @param warmUp the number of times that are not counted, at least 0
   * @param calls the number of times that are counted, at least 1
   * @param isTurning whether the numbers are read from stdin
   */
  public LapTimer(PrintWriter out, int warmUp, int calls, boolean isTurning) {
    if (calls < 1 || warmUp < 0) {
      throw new InvalidInputException(
          "steps (%d) must be at least 1 and warm-up-steps (%d) at least 0"
              .formatted(calls, warmUp));
    }
    this.out = out;
    this.warmUp = warmUp;
    this.isTurning = isTurning;
    seconds = new double[calls];
  }

  /** Prints the time from the beginning of the process to the first result, in seconds. */
  public void first() {
    if (isTurning) {
      out.println("first " + ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
    }
  }

  /** Adds a time in seconds; returns whether to go on. */
  public boolean add(double lap) {
    if (warmUp > 0) {
      warmUp--;
      return warmUp > 0 || !isTurning || turn("ready");
    }
    seconds[count++] = lap;
    return count < seconds.length || (isTurning && turn(line()));
  }

  private String line() {
    return String.join(" ", Arrays.stream(seconds).mapToObj(Double::toString).toList());
  }

  /** Prints a line, and reads the next number; 0 at the end of stdin. */
  private boolean turn(String line) {
    out.println(line);
    out.flush();
    try {
      String number = turns.readLine();
      seconds = new double[number == null ? 0 : Integer.parseInt(number.strip())];
      count = 0;
      return seconds.length > 0;
    } catch (IOException e) {
      throw new FailureException("stdin cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Prints a summary.
   *
   * @param what the name of the operation
   * @param images the number of images of each operation
   * @param asJson whether to print a JSON object
   */
  public void print(String what, int images, boolean asJson) {
    if (isTurning) {
      return;
    }
    Arrays.sort(seconds);
    if (asJson) {
      JsonObject report = new JsonObject();
      report.addProperty("what", what);
      report.addProperty("images", images);
      report.addProperty("calls", seconds.length);
      report.addProperty("medianSeconds", at(0.5));
      report.addProperty("lowerQuartileSeconds", at(0.25));
      report.addProperty("upperQuartileSeconds", at(0.75));
      report.addProperty("imagesPerSecond", images / at(0.5));
      out.println(report);
    } else {
      out.printf(
          Locale.ROOT,
          "%s, %d images: median %.2f ms (quartiles %.2f to %.2f) of %d, %.1f images/s%n",
          what,
          images,
          1e3 * at(0.5),
          1e3 * at(0.25),
          1e3 * at(0.75),
          seconds.length,
          images / at(0.5));
    }
    out.flush();
  }

  private double at(double share) {
    return seconds[(int) Math.round(share * (seconds.length - 1))];
  }
}

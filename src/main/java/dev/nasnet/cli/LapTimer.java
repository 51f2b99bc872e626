package dev.nasnet.cli;

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
 * The seconds of one thing done again and again, the first of which warm up. Either so many are
 * taken and summed up; or another program takes them, so that it can time several in turn: it is
 * told {@code ready}, writes how many it wants, a line on stdin, and is answered a line of seconds.
 */
final class LapTimer {
  private final PrintWriter out;
  private final boolean isTurning;
  private final BufferedReader turns =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
  private int warmUp;
  private double[] seconds;
  private int count;

  /**
   * @param warmUp laps that do not count, at least 0
   * @param calls laps that do, at least 1
   * @param isTurning whether stdin says how many do
   */
  LapTimer(PrintWriter out, int warmUp, int calls, boolean isTurning) {
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

  /** Tells that the first came, and when: in seconds since the process began. */
  void first() {
    if (isTurning) {
      out.println("first " + ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
    }
  }

  /** Adds one; whether another is wanted. */
  boolean add(double lap) {
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

  /** Answers, and hears how many laps are wanted next; none at the end of stdin. */
  private boolean turn(String answer) {
    out.println(answer);
    out.flush();
    try {
      String line = turns.readLine();
      seconds = new double[line == null ? 0 : Integer.parseInt(line.strip())];
      count = 0;
      return seconds.length > 0;
    } catch (IOException e) {
      throw new FailureException("stdin cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Prints what they came to.
   *
   * @param what was done
   * @param images in each lap
   */
  void print(String what, int images, boolean asJson) {
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

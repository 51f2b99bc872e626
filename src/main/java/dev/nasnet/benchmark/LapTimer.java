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
import org.jspecify.annotations.Nullable;

/**
 * The durations of a task that is repeated; the first repetitions warm up and are not counted.
 *
 * <p>Either a fixed number of repetitions is timed and summarised. Or another program controls the
 * timing, so that it can time several programs in turns: it reads {@code ready} from stdout, writes
 * the number of repetitions to stdin as a line, and reads a line with their seconds.
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
   * @param out receives the results
   * @param warmUp the number of repetitions that are not counted, at least 0
   * @param calls the number of repetitions that are counted, at least 1
   * @param isTurning whether another program controls the timing
   * @throws InvalidInputException if a number is out of its range
   */
  public LapTimer(PrintWriter out, int warmUp, int calls, boolean isTurning) {
    if (calls < 1) {
      throw new InvalidInputException("steps (%d) must be at least 1".formatted(calls));
    }
    if (warmUp < 0) {
      throw new InvalidInputException("warmUpSteps (%d) must be at least 0".formatted(warmUp));
    }
    this.out = out;
    this.warmUp = warmUp;
    this.isTurning = isTurning;
    seconds = new double[calls];
  }

  /** Prints when the first repetition ended, in seconds since the process began. */
  public void first() {
    if (isTurning) {
      out.println("first " + ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
    }
  }

  /**
   * Adds a duration.
   *
   * @param lap the seconds of one repetition
   * @return whether another repetition is needed
   */
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

  /** Prints a line and reads the number of the next repetitions; 0 at the end of stdin. */
  private boolean turn(String result) {
    out.println(result);
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
   * Prints the median, the quartiles and the images per second.
   *
   * @param what the name of the task
   * @param images the number of images of each repetition
   * @param asJson whether one JSON object is printed instead of a line
   */
  public void print(String what, int images, boolean asJson) {
    print(what, images, asJson, null);
  }

  /**
   * Prints the median, the quartiles, the images per second, and the cost of a model.
   *
   * @param what the name of the task
   * @param images the number of images of each repetition
   * @param asJson whether one JSON object is printed instead of text
   * @param cost the cost of the model that was loaded; null if the task loads none
   */
  public void print(String what, int images, boolean asJson, @Nullable ModelCost cost) {
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
      if (cost != null) {
        cost.addTo(report);
      }
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
      if (cost != null) {
        out.println(cost.text());
      }
    }
    out.flush();
  }

  private double at(double share) {
    return seconds[(int) Math.round(share * (seconds.length - 1))];
  }
}

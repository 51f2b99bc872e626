package dev.nasnet.benchmark;

import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The cost of a model in a process that loaded nothing else.
 *
 * @param loadSeconds the seconds until the model was loaded
 * @param firstSeconds the seconds of the first prediction, which prepares the graph
 * @param peakBytes the largest resident memory of the process so far, in bytes; empty where the
 *     system does not report it
 */
public record ModelCost(double loadSeconds, double firstSeconds, OptionalLong peakBytes) {
  private static final double MEGABYTE = 1e6;

  void addTo(JsonObject report) {
    report.addProperty("loadSeconds", loadSeconds);
    report.addProperty("firstSeconds", firstSeconds);
    peakBytes.ifPresent(bytes -> report.addProperty("peakBytes", bytes));
  }

  String text() {
    String times =
        String.format(
            Locale.ROOT, "loaded in %.2f s, first prediction in %.2f s", loadSeconds, firstSeconds);
    return peakBytes.isEmpty()
        ? times
        : String.format(
            Locale.ROOT, "%s, peak memory %,.0f MB", times, peakBytes.getAsLong() / MEGABYTE);
  }
}

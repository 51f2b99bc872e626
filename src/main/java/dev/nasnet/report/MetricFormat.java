package dev.nasnet.report;

import java.util.Locale;

/** Formats numbers for the report, in the same way in every locale. */
final class MetricFormat {
  private MetricFormat() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Formats a share in the range 0…1 as a percentage with the given number of decimals. */
  static String percent(double share, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * share);
  }

  /** Formats a share in the range 0…1 as a percentage with at most two decimals. */
  static String percent(double share) {
    return percent(share, 2).replaceFirst("\\.?0+ ", " ");
  }

  /** Formats a number with at most four significant digits, without trailing zeros. */
  static String fourDigits(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : Double.toString(value);
    }
    double size = Math.abs(value);
    if (size < 1e-4 || size >= 1e6) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
    String digits = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return digits.contains(".") ? digits.replaceFirst("\\.?0+$", "") : digits;
  }
}

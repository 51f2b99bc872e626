package dev.nasnet.report;

import java.util.Locale;

/** Numbers as the page writes them, the same in every locale. */
final class Figures {
  private Figures() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Of 0…1, with the given decimals. */
  static String percent(double share, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * share);
  }

  /** Of 0…1, with up to two decimals. */
  static String percent(double share) {
    return percent(share, 2).replaceFirst("\\.?0+ ", " ");
  }

  /** Up to four significant digits, without needless zeros. */
  static String short4(double value) {
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

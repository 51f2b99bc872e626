package dev.nasnet.cli;

import dev.nasnet.export.bfloat16.Bfloat16Deviation;
import java.io.PrintWriter;
import java.util.Locale;

/** What computing in bfloat16 changes, for stderr, since stdout has only the path of an export. */
record DeviationReport(Bfloat16Deviation measured) {
  /** Prints a line for each output. */
  void print(PrintWriter err) {
    measured
        .deviations()
        .forEach(
            (output, share) ->
                err.printf(
                    Locale.ROOT,
                    "nasnet: bfloat16 changes %s by %.1e of the largest value%n",
                    output,
                    share));
    err.flush();
  }
}

package dev.nasnet.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Plants one-line faults in compiled copies of this program's classes, one at a time, and runs the
 * tests that should notice. A fault is caught if a test fails or does not end in time. {@code
 * scripts/planted-faults} starts it in the project's folder.
 */
public final class PlantedFaults {
  private final FaultClasses classes;
  private final FaultTests tests;
  private final PrintStream out;

  private PlantedFaults(FaultClasses classes, FaultTests tests, PrintStream out) {
    this.classes = classes;
    this.tests = tests;
    this.out = out;
  }

  /**
   * Runs the faults that have the word in their file or number; without a word, all.
   *
   * @param arguments the list of faults, the folder of the main classes, the folder of the test
   *     classes, and a word
   */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    List<Fault> all = Fault.read(Path.of(arguments[0]));
    List<Fault> chosen =
        arguments.length < 4
            ? all
            : all.stream().filter(fault -> fault.toString().contains(arguments[3])).toList();
    FaultClasses classes = new FaultClasses(Path.of(arguments[1]), Path.of(arguments[2]));
    PrintStream out = System.out;
    // The commands under test print.
    System.setOut(new PrintStream(PrintStream.nullOutputStream()));
    System.setErr(new PrintStream(PrintStream.nullOutputStream()));
    System.exit(new PlantedFaults(classes, new FaultTests(), out).run(chosen));
  }

  private int run(List<Fault> faults) throws IOException {
    Set<String> named = new LinkedHashSet<>();
    faults.forEach(fault -> named.addAll(fault.tests()));
    for (String test : named) {
      List<String> failures = tests.failures(classes.sound(), classes.named(List.of(test)));
      if (!failures.isEmpty()) {
        out.printf("without a fault, %s fails: %s%n", test, failures.get(0));
        return 2;
      }
    }
    out.printf("%d tests pass without a fault%n", named.size());
    List<Fault> survivors = new ArrayList<>();
    for (Fault fault : faults) {
      List<String> failures = tests.failures(classes.with(fault), classes.named(fault.tests()));
      out.printf("%s %s%n", failures.isEmpty() ? "SURVIVED" : "caught  ", fault);
      if (failures.isEmpty()) {
        survivors.add(fault);
      }
    }
    out.printf(
        "%d of %d faults were caught (%.1f %%)%n",
        faults.size() - survivors.size(),
        faults.size(),
        100.0 * (faults.size() - survivors.size()) / Math.max(1, faults.size()));
    return survivors.isEmpty() ? 0 : 1;
  }
}

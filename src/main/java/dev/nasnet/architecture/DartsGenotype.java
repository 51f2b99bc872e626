package dev.nasnet.architecture;

import dev.nasnet.architecture.Cell.Branch;
import dev.nasnet.architecture.Cell.Combination;
import dev.nasnet.architecture.CellSet.Plan;
import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The text of a genotype of DARTS (Liu, Simonyan and Yang, "DARTS: Differentiable Architecture
 * Search", arXiv:1806.09055; {@code cnn/genotypes.py}), such as {@code
 * Genotype(normal=[('sep_conv_3x3', 1), …], normal_concat=[2, 3, 4, 5], reduce=[…],
 * reduce_concat=range(2, 6))}. Two entries of {@code normal} or {@code reduce} in succession are
 * one combination. DARTS's state 0 is the previous input, its state 1 the current one.
 */
final class DartsGenotype {
  private static final Map<String, String> OPERATIONS =
      Map.of(
          "skip_connect", "identity",
          "max_pool_3x3", "max_pool_3x3",
          "avg_pool_3x3", "average_pool_3x3",
          "sep_conv_3x3", "separable_3x3",
          "sep_conv_5x5", "separable_5x5",
          "sep_conv_7x7", "separable_7x7",
          "dil_conv_3x3", "dilated_separable_3x3",
          "dil_conv_5x5", "dilated_separable_5x5",
          "conv_7x1_1x7", "convolution_1x7_7x1");

  private static final Pattern START =
      Pattern.compile(
          "\\s*(?:([A-Za-z][A-Za-z0-9_]{0,58})\\s*=\\s*)?Genotype\\s*\\((.*)\\)\\s*",
          Pattern.DOTALL);
  private static final Pattern ENTRY =
      Pattern.compile("\\s*\\(\\s*['\"]([^'\"]{0,99})['\"]\\s*,\\s*(\\d{1,5})\\s*\\)\\s*");
  private static final Pattern RANGE =
      Pattern.compile("range\\(\\s*(\\d{1,5})\\s*,\\s*(\\d{1,5})\\s*\\)");

  private final String members;

  private DartsGenotype(String members) {
    this.members = members;
  }

  static boolean isGenotype(String text) {
    return START.matcher(text).matches();
  }

  static CellSet read(String text) {
    Matcher matcher = START.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidInputException("the text must be Genotype(…); see docs/cells.md");
    }
    String name = matcher.group(1) == null ? "darts" : matcher.group(1);
    DartsGenotype genotype = new DartsGenotype(matcher.group(2));
    return new CellSet(name, Plan.INSERTED, genotype.cell("normal"), genotype.cell("reduce"));
  }

  private Cell cell(String member) {
    String list = list(member);
    List<Branch> branches = new ArrayList<>();
    Matcher entry = ENTRY.matcher(list);
    int end = 0;
    while (entry.find() && entry.start() == end) {
      branches.add(branch("%s[%d]".formatted(member, branches.size()), entry));
      boolean comma = entry.end() < list.length() && list.charAt(entry.end()) == ',';
      end = comma ? entry.end() + 1 : entry.end();
    }
    if (end < list.length() && !list.substring(end).isBlank()) {
      throw new InvalidInputException(
          "%s[%d] must have the form ('sep_conv_3x3', 0)".formatted(member, branches.size()));
    }
    if (branches.size() % 2 != 0) {
      throw new InvalidInputException(
          "%s (%d entries) must have two entries for each node".formatted(member, branches.size()));
    }
    List<Combination> combinations =
        IntStream.range(0, branches.size() / 2)
            .mapToObj(i -> new Combination(branches.get(2 * i), branches.get(2 * i + 1)))
            .toList();
    return new Cell(combinations, concatenated(member + "_concat"));
  }

  private static Branch branch(String place, Matcher entry) {
    String word = entry.group(1);
    String ours = OPERATIONS.get(word);
    if (ours == null) {
      throw new InvalidInputException(
          "%s ('%s') must be one of %s"
              .formatted(
                  place, word, String.join(", ", OPERATIONS.keySet().stream().sorted().toList())));
    }
    return new Branch(Operation.of(ours).orElseThrow(), state(Integer.parseInt(entry.group(2))));
  }

  private static int state(int theirs) {
    return switch (theirs) {
      case 0 -> Cell.PREVIOUS;
      case 1 -> Cell.CURRENT;
      default -> theirs;
    };
  }

  private List<Integer> concatenated(String member) {
    Matcher range = RANGE.matcher(value(member));
    if (range.lookingAt()) {
      int from = Integer.parseInt(range.group(1));
      int to = Integer.parseInt(range.group(2));
      return IntStream.range(from, Math.min(to, from + 100))
          .mapToObj(DartsGenotype::state)
          .toList();
    }
    List<Integer> states = new ArrayList<>();
    for (String number : list(member).split(",", -1)) {
      if (!number.strip().matches("\\d{1,5}")) {
        throw new InvalidInputException(
            "%s[%d] (%s) must be a number of a node"
                .formatted(member, states.size(), number.strip()));
      }
      states.add(state(Integer.parseInt(number.strip())));
    }
    return states;
  }

  private String list(String member) {
    String value = value(member);
    int close = value.indexOf(']');
    if (!value.startsWith("[") || close < 0) {
      throw new InvalidInputException(member + " must be a list in brackets");
    }
    return value.substring(1, close);
  }

  /** The text after {@code member=}, up to the end of the genotype. */
  private String value(String member) {
    Matcher matcher = Pattern.compile("(?:^|[,\\s])" + member + "\\s*=\\s*").matcher(members);
    if (!matcher.find()) {
      throw new InvalidInputException(member + " is missing in Genotype(…); see docs/cells.md");
    }
    return members.substring(matcher.end());
  }
}

package dev.nasnet.bundle;

import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.IntPredicate;

/**
 * Where the classes of data are among the classes of a model, by name. A class of the model that
 * the data lacks is fine; a class of the data that the model lacks is refused.
 *
 * @param places for each class of the data, in order, its index among the model's; −1 for a class
 *     without examples that the model lacks
 */
public record ClassMapping(List<Integer> places) {
  private static final int NAMES_SHOWN = 5;

  /** Copies the list. */
  public ClassMapping {
    places = List.copyOf(places);
  }

  /**
   * Finds classes by name. Names are compared in Unicode's form NFC. A name that several classes
   * have, as ImageNet's "crane", stands for them in their order where both sides have it equally
   * often.
   *
   * @param data the names of the data's classes, in the order of their labels
   * @param hasExamples whether the data has examples of a class
   * @param model the names of the model's classes, in the order of its outputs
   * @throws InvalidInputException naming the classes that the model lacks
   */
  public static ClassMapping byName(
      List<String> data, IntPredicate hasExamples, List<String> model) {
    Map<String, Queue<Integer>> known = new HashMap<>();
    for (int i = 0; i < model.size(); i++) {
      known.computeIfAbsent(ClassNames.normalized(model.get(i)), name -> new ArrayDeque<>()).add(i);
    }
    requireEquallyOften(ClassNames.normalized(data), known);
    List<Integer> places = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      Queue<Integer> found = known.get(ClassNames.normalized(data.get(i)));
      places.add(found == null ? -1 : found.remove());
      if (found == null && hasExamples.test(i)) {
        lacking.add(data.get(i));
      }
    }
    requireNone(lacking, model);
    return new ClassMapping(places);
  }

  /**
   * Takes the data's labels for the model's indices: for data or a model without names.
   *
   * @param data how many classes the data has
   */
  public static ClassMapping byIndex(int data) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < data; i++) {
      places.add(i);
    }
    return new ClassMapping(places);
  }

  /**
   * Returns the index among the model's classes.
   *
   * @param label the index among the data's classes
   */
  public int of(int label) {
    return places.get(label);
  }

  private static void requireEquallyOften(List<String> data, Map<String, Queue<Integer>> model) {
    Map<String, Integer> counts = new HashMap<>();
    data.forEach(name -> counts.merge(name, 1, Integer::sum));
    for (String name : data) {
      int count = counts.getOrDefault(name, 0);
      int modelCount = model.getOrDefault(name, new ArrayDeque<>()).size();
      boolean isAmbiguous = modelCount > 0 && (count > 1 || modelCount > 1);
      if (isAmbiguous && count != modelCount) {
        throw new InvalidInputException(
            "class name (%s) must be that of as many of the data's classes (%d) as of the model's (%d); rename the classes"
                .formatted(name, count, modelCount));
      }
    }
  }

  private static void requireNone(List<String> lacking, List<String> model) {
    if (!lacking.isEmpty()) {
      throw new InvalidInputException(
          "data's classes (%s) must be among the model's %d (%s); rename them or leave them out"
              .formatted(some(lacking), model.size(), some(model)));
    }
  }

  private static String some(List<String> names) {
    String shown = String.join(", ", names.stream().limit(NAMES_SHOWN).toList());
    int more = names.size() - NAMES_SHOWN;
    return more > 0 ? "%s and %d more".formatted(shown, more) : shown;
  }
}

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
 * The index that each class of a data set has in a model's output, found by the classes' names. The
 * model may have classes that the data lacks; a class with examples that the model lacks is
 * refused.
 *
 * @param places for each class of the data, in order, its index in the model's output; −1 for a
 *     class without examples that the model lacks
 */
public record ClassMapping(List<Integer> places) {
  private static final int NAMES_SHOWN = 5;

  /**
   * Copies the list.
   *
   * @param places for each class of the data, in order, its index in the model's output
   */
  public ClassMapping {
    places = List.copyOf(places);
  }

  /**
   * Maps classes by name. Names are compared in Unicode's form NFC. Where several classes have the
   * same name, as ImageNet's two "crane", they are matched in their order; the data and the model
   * must then have the name equally often.
   *
   * @param data the names of the data's classes, in the order of their labels
   * @param hasExamples whether the data has examples of a class
   * @param model the names of the model's classes, in the order of its outputs
   * @return the index in the model of each class of the data
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
   * Maps each class of the data to the same index of the model, for data or a model without names.
   *
   * @param data the number of the data's classes
   * @return the mapping of each class to the same index
   */
  public static ClassMapping byIndex(int data) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < data; i++) {
      places.add(i);
    }
    return new ClassMapping(places);
  }

  /**
   * Returns the index of a class in the model's output.
   *
   * @param label the index of the class in the data
   * @return the index, or −1 where the model lacks the class
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
      if (modelCount > 0 && count != modelCount) {
        throw new InvalidInputException(
            "class name (%s) must occur equally often in the data (%d) and in the model (%d); rename the classes"
                .formatted(name, count, modelCount));
      }
    }
  }

  private static void requireNone(List<String> lacking, List<String> model) {
    if (!lacking.isEmpty()) {
      throw new InvalidInputException(
          "data's classes (%s) must be among the model's %d (%s); rename or remove them"
              .formatted(some(lacking), model.size(), some(model)));
    }
  }

  private static String some(List<String> names) {
    String shown = String.join(", ", names.stream().limit(NAMES_SHOWN).toList());
    int more = names.size() - NAMES_SHOWN;
    return more > 0 ? "%s and %d more".formatted(shown, more) : shown;
  }
}

package dev.nasnet.run;

import dev.nasnet.architecture.SpecJson;
import dev.nasnet.bundle.ClassNames;
import dev.nasnet.recipe.OptionValues;
import dev.nasnet.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The differences between the run in a folder and the run that is to continue it, in words. Another
 * path of the data is no difference if its content is the same, nor is a larger number of epochs.
 *
 * @param kept the run in the folder
 * @param asked the run that is to continue it
 */
public record RunDifference(RunDescription kept, RunDescription asked) {
  private static final int MOST_NAMES = 5;
  private static final int HASH_DIGITS = 12;

  /** {@return a phrase for each difference; none if the run can continue} */
  public List<String> phrases() {
    List<String> phrases = new ArrayList<>();
    compare("network's ", SpecJson.texts(kept.spec()), SpecJson.texts(asked.spec()), phrases);
    if (!ClassNames.same(kept.classNames(), asked.classNames())) {
      phrases.add(
          "classes %s, not %s".formatted(names(kept.classNames()), names(asked.classNames())));
    }
    if (!kept.dataSha256().equals(asked.dataSha256())) {
      phrases.add(
          "data of %s (SHA-256 %s), not of %s (%s): files, their names or what is held out differ"
              .formatted(
                  kept.data(), start(kept.dataSha256()), asked.data(), start(asked.dataSha256())));
    }
    if (kept.resize() != asked.resize()) {
      phrases.add("`resize` %s, not %s".formatted(kept.resize().word(), asked.resize().word()));
    }
    int epochs = Math.max(kept.recipe().epochs(), asked.recipe().epochs());
    Recipe longer = kept.recipe().toBuilder().epochs(epochs).build();
    Recipe first = asked.recipe().epochs() == epochs ? longer : kept.recipe();
    compare("recipe's ", OptionValues.of(first), OptionValues.of(asked.recipe()), phrases);
    return phrases;
  }

  private static void compare(
      String of, Map<String, String> first, Map<String, String> second, List<String> phrases) {
    Set<String> names = new LinkedHashSet<>(first.keySet());
    names.addAll(second.keySet());
    for (String name : names) {
      String was = first.getOrDefault(name, "none");
      String is = second.getOrDefault(name, "none");
      if (!Objects.equals(was, is)) {
        phrases.add("%s%s %s, not %s".formatted(of, name, was, is));
      }
    }
  }

  private static String names(List<String> classes) {
    String first = String.join(", ", classes.subList(0, Math.min(MOST_NAMES, classes.size())));
    return classes.size() > MOST_NAMES
        ? "%s and %d more".formatted(first, classes.size() - MOST_NAMES)
        : first;
  }

  private static String start(String sha256) {
    return sha256.substring(0, Math.min(HASH_DIGITS, sha256.length())) + "…";
  }
}

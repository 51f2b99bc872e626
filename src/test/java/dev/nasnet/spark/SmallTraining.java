package dev.nasnet.spark;

import java.util.ArrayList;
import java.util.List;

/** A training of a small network with 29 steps in an epoch and one thread for each worker. */
final class SmallTraining {
  private static final String WORDS =
      "train --data digits --preset cifar --spec 1@24 --stem-filters 6 --size 8 --batch 48"
          + " --threads 1 --device cpu --bn-momentum 0.9 --averages 0.9";

  private SmallTraining() {}

  /** Returns the arguments of the command, followed by further ones. */
  static List<String> with(String... more) {
    List<String> words = new ArrayList<>(List.of(WORDS.split(" ")));
    words.addAll(List.of(more));
    return words;
  }
}

package dev.nasnet.evaluation;

import java.util.stream.IntStream;

/** An image's label and logits, and what follows from them by definition. */
record LogitRow(int label, float[] logits) {
  double probability(int other) {
    return Math.exp(logits[other]) / sum();
  }

  double loss() {
    return Math.log(sum()) - logits[label];
  }

  private double sum() {
    return IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i])).sum();
  }

  /** The number of classes with a larger logit. */
  int rank(int other) {
    return (int) IntStream.range(0, logits.length).filter(i -> logits[i] > logits[other]).count();
  }

  int predicted() {
    return IntStream.range(0, logits.length).filter(i -> rank(i) == 0).findFirst().orElseThrow();
  }
}

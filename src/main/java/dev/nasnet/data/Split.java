package dev.nasnet.data;

/** The two parts of a data set. */
public enum Split {
  /** What the network learns from. */
  TRAIN,
  /** What is held out to score it. */
  TEST
}

package dev.nasnet.data;

/** The two parts of a data set. */
public enum Split {
  /** The images that the network is trained on. */
  TRAIN,
  /** The images that score the network after each epoch, which Keras calls validation data. */
  HELD_OUT
}

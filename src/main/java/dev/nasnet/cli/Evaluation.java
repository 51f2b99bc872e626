package dev.nasnet.cli;

import com.google.gson.JsonObject;
import dev.nasnet.bundle.ClassMapping;
import dev.nasnet.inference.ClassScores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.types.family.TType;

/** The predictions for labelled images and their figures, as {@code nasnet evaluate} shows them. */
interface Evaluation {
  /**
   * Adds a batch.
   *
   * @param truth the labels of the data
   * @param classes the classes of the model by those of the data
   * @param scores the model's outputs
   */
  void add(TType truth, ClassMapping classes, ClassScores scores);

  /** Returns lines for people. */
  List<String> lines();

  /** Returns all figures. */
  JsonObject json();

  /** Returns the labels and the probabilities of each image, as a line without a header. */
  String table();

  /**
   * Writes all figures and predictions as CSV files.
   *
   * @param folder the folder, which is made if there is none
   * @param files the names of the images in their order, or nothing for their numbers
   */
  void write(Path folder, Optional<List<String>> files);
}

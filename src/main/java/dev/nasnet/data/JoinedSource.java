package dev.nasnet.data;

import dev.nasnet.data.augment.ImageTraits;
import dev.nasnet.internal.files.Sha256;
import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * Two sources of one kind: the images of one are trained on, those of the other are held out.
 *
 * @param training provides {@link Split#TRAIN}
 * @param validation provides {@link Split#HELD_OUT}, with the labels of the training data
 */
record JoinedSource(Examples training, Examples validation) implements Examples {
  /**
   * Opens both sources.
   *
   * @param text the training data
   * @param other the validation data
   */
  static JoinedSource of(String text, String other, LoadOptions reading) {
    DataSource training = DataSource.parse(text, reading.trainingOnly());
    DataSource validation = heldOut(other, reading, training.classNames(), "valData");
    return joined((Examples) training, (Examples) validation, other);
  }

  /** Joins two sources, of which one is named by a text for messages. */
  static JoinedSource joined(Examples training, Examples validation, String text) {
    if (!training.components().equals(validation.components())) {
      throw new InvalidInputException(
          "valData (%s) must be of the kind of `data`, such as two folders".formatted(text));
    }
    return new JoinedSource(training, validation);
  }

  /**
   * Opens a source of which all images are held out.
   *
   * @param classNames the class names of the training data
   * @param name the name of the source in messages
   */
  static DataSource heldOut(
      String text, LoadOptions reading, List<String> classNames, String name) {
    DataSource source = DataSource.parse(text, reading.heldOutOnly(classNames));
    if (!source.classNames().equals(classNames)) {
      throw new InvalidInputException(
          "%s (%s) must have the classes of the training data (%s), not %s"
              .formatted(
                  name,
                  text,
                  String.join(", ", classNames),
                  String.join(", ", source.classNames())));
    }
    return source;
  }

  private Examples of(Split split) {
    return split == Split.TRAIN ? training : validation;
  }

  @Override
  public boolean isMultiLabel() {
    return training.isMultiLabel();
  }

  @Override
  public List<ClassCount> counts() {
    List<ClassCount> trained = training.counts();
    List<ClassCount> heldOut = validation.counts();
    return IntStream.range(0, trained.size())
        .mapToObj(
            label ->
                new ClassCount(
                    trained.get(label).name(),
                    trained.get(label).trained(),
                    heldOut.get(label).heldOut()))
        .toList();
  }

  @Override
  public List<String> classNames() {
    return training.classNames();
  }

  @Override
  public boolean namesClasses() {
    return training.namesClasses();
  }

  @Override
  public boolean hasExamples(int label) {
    return training.hasExamples(label);
  }

  @Override
  public int[] labels(Split split) {
    return of(split).labels(split);
  }

  @Override
  public String description() {
    return "training: %s; validation: %s"
        .formatted(training.description(), validation.description());
  }

  @Override
  public String sha256() {
    return new Sha256().add(training.sha256()).add(validation.sha256()).hex();
  }

  @Override
  public Optional<String> undecodable() {
    return training.undecodable().or(validation::undecodable);
  }

  @Override
  public Optional<List<String>> names(Split split) {
    return of(split).names(split);
  }

  @Override
  public Optional<ImageSizes> sizes() {
    return training.sizes();
  }

  @Override
  public List<Component> components() {
    return training.components();
  }

  @Override
  public Component label() {
    return training.label();
  }

  @Override
  public Operand<? extends TType> dataset(Ops tf, Split split) {
    return of(split).dataset(tf, split);
  }

  @Override
  public Example decode(Ops tf, List<Operand<?>> element) {
    return training.decode(tf, element);
  }

  @Override
  public ImageTraits traits() {
    return training.traits();
  }
}

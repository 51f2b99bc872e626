package dev.nasnet.data;

import dev.nasnet.data.FolderSource.ListedImage;
import dev.nasnet.data.augment.ImageTraits;
import dev.nasnet.data.augment.SourceImage;
import dev.nasnet.data.files.FileNames;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.internal.files.Sha256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Images of a table, each with any number of labels: none is legal. What is held out is chosen by
 * the hash of an image's path alone, since an image belongs to no single class.
 */
final class MultiLabelSource implements Examples {
  private final FolderSource files;
  private final List<String> classNames;
  private final Map<Split, List<byte[]>> rows;

  /**
   * An image that a table lists.
   *
   * @param file the image, without its label
   * @param row for each class 1 if the image has it, otherwise 0
   */
  @SuppressWarnings("ArrayRecordComponent") // Images are never compared.
  record LabelledImage(ListedImage file, byte[] row) {}

  /**
   * Creates a source.
   *
   * @param table the file of the table
   * @param classNames the names of the classes, in the order of the rows' values
   * @param images the images of both splits, which were checked
   * @param resize how an image with another aspect ratio is brought to the network's size
   */
  MultiLabelSource(
      Path table, List<String> classNames, List<LabelledImage> images, ResizeMode resize) {
    files =
        new FolderSource(
            table, classNames, images.stream().map(LabelledImage::file).toList(), resize);
    this.classNames = List.copyOf(classNames);
    rows = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      rows.put(split, new ArrayList<>());
    }
    for (LabelledImage image : images) {
      rows(image.file().isHeldOut() ? Split.HELD_OUT : Split.TRAIN).add(image.row());
    }
  }

  private List<byte[]> rows(Split split) {
    return rows.getOrDefault(split, List.of());
  }

  @Override
  public boolean isMultiLabel() {
    return true;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int[] labels(Split split) {
    int[] none = new int[rows(split).size()];
    Arrays.fill(none, NO_SINGLE_LABEL);
    return none;
  }

  @Override
  public List<ClassCount> counts() {
    return IntStream.range(0, classNames.size())
        .mapToObj(
            label ->
                new ClassCount(
                    classNames.get(label), count(Split.TRAIN, label), count(Split.HELD_OUT, label)))
        .toList();
  }

  private int count(Split split, int label) {
    return rows(split).stream().mapToInt(row -> row[label]).sum();
  }

  @Override
  public String description() {
    return "multi-label " + files.description();
  }

  /** Over the class names, the files' paths and contents, and all labels. */
  @Override
  public String sha256() {
    Sha256 fingerprint = new Sha256().add("multi-label").add(files.sha256());
    classNames.forEach(fingerprint::add);
    for (Split split : Split.values()) {
      rows(split).forEach(fingerprint::add);
    }
    return fingerprint.hex();
  }

  @Override
  public Optional<List<String>> names(Split split) {
    return files.names(split);
  }

  @Override
  public Optional<String> undecodable() {
    return files.undecodable();
  }

  @Override
  public List<Component> components() {
    return List.of(
        new Component(TString.class, Shape.scalar()),
        new Component(TUint8.class, Shape.of(classNames.size())));
  }

  @Override
  public Component label() {
    return new Component(TFloat32.class, Shape.of(classNames.size()));
  }

  @Override
  public Operand<? extends TType> dataset(Ops tf, Split split) {
    List<byte[]> all = rows(split);
    byte[] flat = new byte[all.size() * classNames.size()];
    for (int i = 0; i < all.size(); i++) {
      System.arraycopy(all.get(i), 0, flat, i * classNames.size(), classNames.size());
    }
    Operand<TUint8> labels =
        tf.constant(TUint8.class, Shape.of(all.size(), classNames.size()), DataBuffers.of(flat));
    return tf.data.tensorSliceDataset(
        List.of(FileNames.constant(tf, files.files(split)), labels),
        PipelineGraph.shapes(components()));
  }

  @Override
  public Example decode(Ops tf, List<Operand<?>> element) {
    var content = tf.io.readFile(element.get(0).asOutput().expect(TString.class));
    var labels = element.get(1).asOutput().expect(TUint8.class);
    return new Example(
        new SourceImage.Encoded(tf, content), tf.dtypes.cast(labels, TFloat32.class));
  }

  @Override
  public ImageTraits traits() {
    return files.traits();
  }
}

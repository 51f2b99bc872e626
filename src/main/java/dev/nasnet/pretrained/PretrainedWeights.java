package dev.nasnet.pretrained;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The weights of NASNet-A Large or Mobile that Keras publishes for ImageNet. The files are kept
 * where Keras keeps them, in {@code models} below {@code $KERAS_HOME} or {@code ~/.keras}, under
 * Keras's names. A missing file is downloaded from Keras's address, or from the folder that the
 * environment variable {@code NASNET_WEIGHTS_URL} names. A file is used only if it has the MD5 that
 * Keras states.
 */
public final class PretrainedWeights {
  private final Path file;
  private final PublishedFile published;
  private final NasNetSpec network;
  private final Optional<ImageNetClasses> classes;

  private PretrainedWeights(
      Path file, PublishedFile published, NasNetSpec network, Optional<ImageNetClasses> classes) {
    this.file = file;
    this.published = published;
    this.network = network;
    this.classes = classes;
  }

  /**
   * Finds or downloads all weights of a network.
   *
   * @param spec Large or Mobile in Keras's dialect: with 1000 classes at the published image size,
   *     or without classifier at any size
   * @return the weights, which fit the network
   * @throws InvalidInputException if the network computes something else than the one for which the
   *     weights are published
   * @throws FailureException if a file cannot be downloaded or written
   */
  public static PretrainedWeights imagenet(NasNetSpec spec) {
    return imagenet(spec, DownloadListener.none());
  }

  /**
   * Finds or downloads all weights of a network, as {@link #imagenet(NasNetSpec)} does.
   *
   * @param spec Large or Mobile in Keras's dialect
   * @param listener receives the progress of downloads
   * @return the weights, which fit the network
   */
  public static PretrainedWeights imagenet(NasNetSpec spec, DownloadListener listener) {
    PretrainedStore store = PretrainedStore.ofThisProcess();
    store.catalog().network(spec).requireAll(spec);
    return find(store, spec, listener);
  }

  /**
   * Finds or downloads the weights from which a network for other classes is trained: those without
   * classifier, unless the network has the published number of classes and image size.
   *
   * @param spec Large or Mobile in Keras's dialect, with any classifier and image size
   * @param listener receives the progress of downloads
   * @return the weights, with or without the published classifier
   * @throws InvalidInputException if the network computes something else than the one for which the
   *     weights are published
   * @throws FailureException if a file cannot be downloaded or written
   */
  public static PretrainedWeights imagenetForTransfer(NasNetSpec spec, DownloadListener listener) {
    return find(PretrainedStore.ofThisProcess(), spec, listener);
  }

  private static PretrainedWeights find(
      PretrainedStore store, NasNetSpec spec, DownloadListener listener) {
    PublishedNetwork network = store.catalog().network(spec);
    PublishedFile published = network.fileFor(spec);
    Path file = store.require(published, listener);
    if (!published.equals(network.whole())) {
      return new PretrainedWeights(file, published, network.spec(), Optional.empty());
    }
    Path names = store.require(store.catalog().classes(), listener);
    ImageNetClasses classes = ImageNetClasses.read(names, network.spec().classes());
    return new PretrainedWeights(file, published, network.spec(), Optional.of(classes));
  }

  /** {@return the file in Keras's cache: HDF5 in Keras's legacy layout, without a description} */
  public Path file() {
    return file;
  }

  /** {@return the published network, with its classifier and image size} */
  public NasNetSpec network() {
    return network;
  }

  /** {@return the address at which Keras publishes the file} */
  public URI source() {
    return published.source();
  }

  /** {@return the MD5 of the file, 32 lowercase hexadecimal digits} */
  public String md5() {
    return published.md5();
  }

  /** {@return the classes of the classifier; empty for the weights without classifier} */
  public Optional<ImageNetClasses> classes() {
    return classes;
  }
}

package dev.nasnet.pretrained;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is published: networks with their weights, and the names of their classes.
 *
 * @param networks the networks
 * @param classes the JSON file of the class names
 */
record Catalog(List<PublishedNetwork> networks, PublishedFile classes) {
  private static final String WEIGHTS =
      "https://storage.googleapis.com/tensorflow/keras-applications/nasnet/";
  private static final String DATA = "https://storage.googleapis.com/download.tensorflow.org/data/";

  /** Copies the list. */
  Catalog {
    networks = List.copyOf(networks);
  }

  /**
   * Returns the files of Keras, with the names, addresses and sums of {@code
   * keras/src/applications/nasnet.py} and {@code imagenet_utils.py}.
   */
  static Catalog keras() {
    return new Catalog(
        List.of(
            new PublishedNetwork(
                "large",
                NasNetSpec.large(),
                weights("nasnet_large.h5", "NASNet-large.h5", "11577c9a518f0070763c2b964a382f17"),
                weights(
                    "nasnet_large_no_top.h5",
                    "NASNet-large-no-top.h5",
                    "d81d89dc07e6e56530c4e77faddd61b5")),
            new PublishedNetwork(
                "mobile",
                NasNetSpec.mobile(),
                weights("nasnet_mobile.h5", "NASNet-mobile.h5", "020fb642bf7360b370c678b08e0adf61"),
                weights(
                    "nasnet_mobile_no_top.h5",
                    "NASNet-mobile-no-top.h5",
                    "1ed92395b5b598bdda52abe5c0dbfd63"))),
        new PublishedFile(
            "imagenet_class_index.json",
            DATA,
            "imagenet_class_index.json",
            "c2c37ea517e94d9795004a39431a14cb"));
  }

  /**
   * Returns the published network of a size.
   *
   * @throws InvalidInputException if no weights of this size are published
   */
  PublishedNetwork network(NasNetSpec spec) {
    return networks.stream()
        .filter(network -> network.hasSizeOf(spec))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "spec (%s with %d stem filters) must be %s for the weights of ImageNet; give one of them, or other weights"
                        .formatted(
                            spec.notation(),
                            spec.stemFilters(),
                            networks.stream()
                                .map(PublishedNetwork::words)
                                .collect(Collectors.joining(" or ")))));
  }

  private static PublishedFile weights(String cacheName, String name, String md5) {
    return new PublishedFile(cacheName, WEIGHTS, name, md5);
  }
}

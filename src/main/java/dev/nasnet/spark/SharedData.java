package dev.nasnet.spark;

import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.data.Split;
import dev.nasnet.problem.FailureException;
import java.io.Serializable;
import java.util.List;

/**
 * Describes a data source that the driver and each executor open by the same name. An executor
 * compares its class names and numbers of images with those of the driver, but not the contents.
 *
 * @param request the description of the data source
 * @param classNames the names of the classes in the order of the labels
 * @param train the number of training images
 * @param heldOut the number of held-out images
 */
public record SharedData(DataSourceSpec request, List<String> classNames, int train, int heldOut)
    implements Serializable {
  /**
   * {@return the description of a source that the driver has opened}
   *
   * @param request the data source as the driver and the executors name it
   * @param source the same source, open
   */
  public static SharedData of(DataSourceSpec request, DataSource source) {
    return new SharedData(
        request,
        List.copyOf(source.classNames()),
        source.size(Split.TRAIN),
        source.size(Split.HELD_OUT));
  }

  /**
   * Opens the data source in this process.
   *
   * @throws FailureException if the class names or numbers of images differ from the driver's
   */
  DataSource open() {
    DataSource source = request.openUnchecked(skipped -> {}, note -> {});
    SharedData found = of(request, source);
    if (!found.equals(this)) {
      throw new FailureException(
          ("data (%s) must be the same for all executors: %d + %d images of %d classes here, %d +"
                  + " %d of %d on the driver; share the folder, or copy it to the same path")
              .formatted(
                  request.text(),
                  found.train,
                  found.heldOut,
                  found.classNames.size(),
                  train,
                  heldOut,
                  classNames.size()),
          null);
    }
    return source;
  }
}

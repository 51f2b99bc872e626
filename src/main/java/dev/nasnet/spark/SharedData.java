package dev.nasnet.spark;

import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.data.Split;
import dev.nasnet.problem.FailureException;
import java.io.Serializable;
import java.util.List;

/**
 * Images that each executor opens for itself, by the same name, and finds to be the driver's by
 * their numbers; their contents are not compared.
 *
 * @param request how they are opened
 * @param classNames in the order of the labels
 * @param train how many are trained on
 * @param heldOut how many are scored
 */
public record SharedData(DataSourceSpec request, List<String> classNames, int train, int heldOut)
    implements Serializable {
  /** Returns the description of a source that the driver has opened. */
  public static SharedData of(DataSourceSpec request, DataSource source) {
    return new SharedData(
        request,
        List.copyOf(source.classNames()),
        source.size(Split.TRAIN),
        source.size(Split.TEST));
  }

  /**
   * Opens them here.
   *
   * @throws FailureException if they are not the driver's
   */
  DataSource open() {
    DataSource source = request.openUnchecked(skipped -> {}, note -> {});
    SharedData found = of(request, source);
    if (!found.equals(this)) {
      throw new FailureException(
          ("data (%s) must be the same for all executors: %d + %d images of %d classes here, %d + %d"
                  + " of %d at the driver; share the folder, or copy it to the same place")
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

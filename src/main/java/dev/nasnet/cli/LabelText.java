package dev.nasnet.cli;

import dev.nasnet.evaluation.MultiLabelMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The figures of images that have any number of labels as lines for people.
 *
 * @param names the class names, in the order of the model's outputs
 */
record LabelText(MultiLabelMetrics metrics, List<String> names) {
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d images  exact match %.2f %%  Hamming loss %.4f  loss %.4f  (threshold %s)",
            metrics.images(),
            100 * metrics.exactMatch(),
            metrics.hammingLoss(),
            metrics.loss(),
            metrics.threshold()));
    ClassTable table = new ClassTable(names);
    lines.addAll(table.classes(metrics.classes()));
    int all = metrics.micro().support();
    lines.add(table.mean("macro mean", all, metrics::macro));
    lines.add(table.mean("micro mean", all, figure -> figure.applyAsDouble(metrics.micro())));
    lines.add(table.mean("weighted mean", all, metrics::weighted));
    return lines;
  }
}

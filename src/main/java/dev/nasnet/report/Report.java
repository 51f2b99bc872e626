package dev.nasnet.report;

import dev.nasnet.architecture.Network;
import dev.nasnet.diagram.Diagram;
import dev.nasnet.evaluation.MultiLabelMetrics;
import dev.nasnet.run.EpochReport;
import dev.nasnet.training.EpochView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Describes a training run as one self-contained HTML page without scripts and without fonts or
 * images from other files. The size of the page is limited except for a row of metrics for each
 * epoch. Class names are escaped, so that markup in them has no effect.
 */
public final class Report {
  private static final String ICON = "data:,";

  private final Network network;
  private final List<String> classNames;
  private final boolean isAveraged;
  private final String diagram;

  /**
   * Creates a report.
   *
   * @param network the trained network
   * @param classNames the names of the classes in the order of the labels
   * @param isAveraged whether the training keeps moving averages of the weights; the scores are
   *     those of the averages in this case
   */
  public Report(Network network, List<String> classNames, boolean isAveraged) {
    this.network = network;
    this.classNames = List.copyOf(classNames);
    this.isAveraged = isAveraged;
    diagram = new Diagram(network).svg();
  }

  /**
   * Returns the page for the state at the end of an epoch.
   *
   * @param view the metrics at the end of the epoch
   * @param exported the epoch of the checkpoint that an export takes, which the page shows
   * @param provenance the rows of the section on provenance, by name, in order
   * @return the HTML text, which declares the encoding UTF-8
   */
  public String page(EpochView view, ExportedEpoch exported, Map<String, String> provenance) {
    Html html = new Html();
    html.open("html", "lang", "en");
    head(html);
    html.open("body").open("header");
    html.element("h1", title());
    tiles(html, view, exported);
    html.close().open("main");
    section(html, "Curves", () -> new Curves(view.metrics(), isAveraged).draw(html));
    MultiLabelMetrics multiLabel = exported.review().multiLabel();
    if (multiLabel == null) {
      predictions(html, exported);
    } else {
      section(html, "Classes", () -> new LabelTable(multiLabel, classNames).draw(html));
    }
    section(html, "Network", () -> network(html));
    section(html, "Provenance", () -> provenance(html, provenance));
    return html.close().close().close().toPage();
  }

  private void predictions(Html html, ExportedEpoch exported) {
    section(
        html,
        "Confusion",
        () -> new ConfusionTable(exported.review().confusion(), classNames).draw(html));
    ImageSections images = new ImageSections(exported, classNames);
    section(html, "Mistakes with the highest probability", () -> images.mistakes(html));
    section(html, "Class activation maps", () -> images.activations(html));
  }

  private String title() {
    return "%s %d @ %d, %s classes"
        .formatted(
            network.spec().cellSet().name(),
            network.spec().cells(),
            network.spec().penultimateFilters(),
            MetricFormat.count(classNames.size()));
  }

  private void head(Html html) {
    html.open("head").empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "color-scheme", "content", "light dark");
    html.empty("link", "rel", "icon", "href", ICON);
    html.element("title", title() + ": training report");
    html.markup("<style>\n" + style() + "</style>\n").close();
  }

  private static String style() {
    try (InputStream css =
        Objects.requireNonNull(Report.class.getResourceAsStream("report.css"), "report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tiles(Html html, EpochView view, ExportedEpoch exported) {
    EpochReport last = view.report();
    int row = view.metrics().column("epoch").indexOf((double) exported.epoch());
    boolean isMultiLabel = view.metrics().isMultiLabel();
    html.open("dl", "class", "tiles");
    tile(html, "Epochs done", "%d of %d".formatted(last.epoch(), last.epochs()));
    tile(html, "Best epoch", MetricFormat.count(exported.epoch()));
    String first = isMultiLabel ? "macro_average_precision" : "top1";
    String second = isMultiLabel ? "exact_match" : "top5";
    double loss = figure(view, row, "held_out_loss");
    tile(
        html,
        isMultiLabel ? "Macro average precision" : "Held-out top-1",
        MetricFormat.percent(figure(view, row, first), 2));
    tile(
        html,
        isMultiLabel ? "Exact match" : "Held-out top-5",
        MetricFormat.percent(figure(view, row, second), 2));
    tile(html, "Held-out loss", MetricFormat.fourDigits(loss));
    tile(html, "Held-out images", MetricFormat.count(exported.review().images()));
    tile(html, "Parameters", MetricFormat.count(network.parameters()));
    html.close();
    html.element(
        "p",
        (isMultiLabel
                ? "Scores and classes are those of epoch %d, the best, which nasnet export takes."
                : "Scores, confusion, mistakes and activation maps are those of epoch %d, the best,"
                    + " which nasnet export takes.")
            .formatted(exported.epoch()),
        "class",
        "note",
        "id",
        "exported");
  }

  /** Returns a figure of an epoch, or of the last one where the epoch is not known. */
  private static double figure(EpochView view, int row, String column) {
    List<Double> figures = view.metrics().column(column);
    return figures.get(row >= 0 ? row : figures.size() - 1);
  }

  private static void tile(Html html, String name, String value) {
    html.open("div").element("dt", name).element("dd", value).close();
  }

  private static void section(Html html, String title, Runnable content) {
    html.open("section").element("h2", title);
    content.run();
    html.close();
  }

  private void network(Html html) {
    html.open("div", "class", "scroll paper", "tabindex", "0", "role", "region", "id", "network");
    html.markup(diagram).close();
  }

  private static void provenance(Html html, Map<String, String> provenance) {
    html.open("table", "id", "provenance").open("tbody");
    provenance.forEach(
        (name, value) ->
            html.open("tr").element("th", name, "scope", "row").element("td", value).close());
    html.close().close();
  }
}

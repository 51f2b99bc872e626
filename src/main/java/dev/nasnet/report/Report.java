package dev.nasnet.report;

import dev.nasnet.architecture.Network;
import dev.nasnet.diagram.Diagram;
import dev.nasnet.evaluation.HeldOutReview;
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
   * @param view the metrics and reviewed images at the end of the epoch
   * @param provenance the rows of the section on provenance, by name, in order
   * @return the HTML text, which declares the encoding UTF-8
   */
  public String page(EpochView view, Map<String, String> provenance) {
    Html html = new Html();
    html.open("html", "lang", "en");
    head(html);
    html.open("body").open("header");
    html.element("h1", title());
    tiles(html, view);
    html.close().open("main");
    section(html, "Curves", () -> new Curves(view.metrics(), isAveraged).draw(html));
    MultiLabelMetrics multiLabel = view.review().multiLabel();
    if (multiLabel == null) {
      predictions(html, view.review());
    } else {
      section(html, "Classes", () -> new LabelTable(multiLabel, classNames).draw(html));
    }
    section(html, "Network", () -> network(html));
    section(html, "Provenance", () -> provenance(html, provenance));
    return html.close().close().close().toPage();
  }

  private void predictions(Html html, HeldOutReview review) {
    section(html, "Confusion", () -> new ConfusionTable(review.confusion(), classNames).draw(html));
    ImageSections images = new ImageSections(review, classNames);
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

  private void tiles(Html html, EpochView view) {
    EpochReport report = view.report();
    html.open("dl", "class", "tiles");
    tile(html, "Epoch", "%d of %d".formatted(report.epoch(), report.epochs()));
    Double mean = report.macroAveragePrecision();
    if (mean == null) {
      tile(html, "Held-out top-1", MetricFormat.percent(report.top1(), 2));
      best(html, view, "top1");
      tile(html, "Held-out top-5", MetricFormat.percent(report.top5(), 2));
    } else {
      tile(html, "Macro average precision", MetricFormat.percent(mean, 2));
      best(html, view, "macro_average_precision");
      tile(html, "Exact match", MetricFormat.percent(report.top1(), 2));
    }
    tile(html, "Held-out loss", MetricFormat.fourDigits(report.heldOutLoss()));
    tile(html, "Held-out images", MetricFormat.count(view.review().images()));
    tile(html, "Parameters", MetricFormat.count(network.parameters()));
    html.close();
  }

  private static void best(Html html, EpochView view, String column) {
    List<Double> figures = view.metrics().column(column);
    int best = 0;
    for (int i = 0; i < figures.size(); i++) {
      best = figures.get(i) >= figures.get(best) ? i : best;
    }
    String name = "Best (epoch %d)".formatted(best + 1);
    tile(html, name, MetricFormat.percent(figures.get(best), 2));
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

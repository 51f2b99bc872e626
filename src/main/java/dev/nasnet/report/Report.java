package dev.nasnet.report;

import dev.nasnet.architecture.Network;
import dev.nasnet.diagram.Diagram;
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
 * A run as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.
 * Its size is bounded but for a line of figures an epoch; class names are text to it, whatever they
 * hold.
 */
public final class Report {
  private static final String ICON = "data:,";

  private final Network network;
  private final List<String> classNames;
  private final boolean isAveraged;
  private final String diagram;

  /**
   * @param network that is trained
   * @param classNames in the order of the labels
   * @param isAveraged whether averages are kept, which are what is scored
   */
  public Report(Network network, List<String> classNames, boolean isAveraged) {
    this.network = network;
    this.classNames = List.copyOf(classNames);
    this.isAveraged = isAveraged;
    diagram = new Diagram(network).svg();
  }

  /**
   * The page.
   *
   * @param view an epoch's end
   * @param provenance what else is to be told, by name, in order
   * @return HTML, to be written in UTF-8
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
    section(
        html,
        "Confusion matrix",
        () -> new ConfusionTable(view.review().confusion(), classNames).draw(html));
    Pictures pictures = new Pictures(view.review(), classNames);
    section(html, "Worst mistakes", () -> pictures.mistakes(html));
    section(html, "Class activation maps", () -> pictures.activations(html));
    section(html, "The network", () -> network(html));
    section(html, "Provenance", () -> provenance(html, provenance));
    return html.close().close().close().done();
  }

  private String title() {
    return "NASNet-A %d @ %d, %s classes"
        .formatted(
            network.spec().cells(),
            network.spec().penultimateFilters(),
            Figures.count(classNames.size()));
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
    List<Double> top1 = view.metrics().column("top1");
    int best = 0;
    for (int i = 0; i < top1.size(); i++) {
      best = top1.get(i) >= top1.get(best) ? i : best;
    }
    html.open("dl", "class", "tiles");
    tile(html, "Epoch", "%d of %d".formatted(report.epoch(), report.epochs()));
    tile(html, "Held-out top-1", Figures.percent(report.top1(), 2));
    String bestName = "Best (epoch %d)".formatted(best + 1);
    tile(html, bestName, Figures.percent(top1.get(best), 2));
    tile(html, "Held-out top-5", Figures.percent(report.top5(), 2));
    tile(html, "Held-out loss", Figures.short4(report.heldOutLoss()));
    tile(html, "Held-out images", Figures.count(view.review().confusion().images()));
    tile(html, "Parameters", Figures.count(network.parameters()));
    html.close();
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

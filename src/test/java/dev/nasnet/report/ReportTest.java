package dev.nasnet.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.evaluation.ConfusionCounts;
import dev.nasnet.evaluation.HeldOutReview;
import dev.nasnet.evaluation.PngImage;
import dev.nasnet.evaluation.ReviewedImage;
import dev.nasnet.run.EpochReport;
import dev.nasnet.run.MetricsFile;
import dev.nasnet.training.EpochView;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportTest {
  private static final int CLASSES = 1000;
  private static final String HOSTILE = "</td><script>alert('\"&')</script>\u0007\uD800";

  private final MetricsFile metrics = new MetricsFile();
  private List<String> files = List.of();

  @Test
  void thePageIsLimitedWithManyClassesAndEpochs() throws Exception {
    ConfusionCounts confusion = new ConfusionCounts();
    Random random = new Random(3);
    for (int image = 0; image < 50_000; image++) {
      int label = random.nextInt(CLASSES);
      confusion.add(label, random.nextInt(3) > 0 ? label : random.nextInt(CLASSES));
    }
    for (int i = 0; i < 4; i++) {
      confusion.add(7, 11);
      confusion.add(7, 11);
    }
    String page = page(confusion, 400);
    assertThat(page.length()).isLessThan(400_000);
    Document parsed = parsed(page);
    assertThat(rows(parsed, "confusion")).isEqualTo(1 + 20);
    assertThat(rows(parsed, "figures")).isEqualTo(1 + 400);
    assertThat(page).contains("Of 1,000 classes, the 20 that are confused most are shown");
    assertThat(parsed.getElementsByTagName("li").item(0).getTextContent())
        .startsWith("class 7 predicted as class 11: ");
  }

  @Test
  void markupInNamesIsEscaped() throws Exception {
    ConfusionCounts confusion = new ConfusionCounts();
    confusion.add(0, 0);
    confusion.add(0, 1);
    String page = page(confusion, 1);
    Document parsed = parsed(page);
    assertThat(parsed.getElementsByTagName("script").getLength()).isZero();
    String shown = "</td><script>alert('\"&')</script>\uFFFD\uFFFD";
    assertThat(parsed.getElementsByTagName("li").item(0).getTextContent())
        .isEqualTo(shown + " predicted as class 1: 1 of 2");
    Element picture = (Element) parsed.getElementsByTagName("img").item(0);
    assertThat(picture.getAttribute("alt"))
        .isEqualTo("Held-out image 5: " + shown + ", predicted as class 1");
    assertThat(page).contains("&lt;recipe&gt; &amp; more");
  }

  @Test
  void figuresAndFileNamesAreThoseOfTheExportedEpoch() throws Exception {
    assertThat(page(new ConfusionCounts(), 3)).contains("; no. 5<", "“No.” is");
    files = List.of("a/0.png", "a/1.png", "a/2.png", "a/3.png", "a/4.png", "b/<5>.png");
    String page = page(new ConfusionCounts(), 3);
    assertThat(page)
        .contains("; b/&lt;5&gt;.png<", "those of epoch 1, the best")
        .doesNotContain("“No.” is");
    NodeList values = parsed(page).getElementsByTagName("dd");
    // Epoch 1 has a top-1 of 50 % and a loss of 1, epoch 3 has 83.33 % and 0.3333.
    assertThat(IntStream.range(0, 5).mapToObj(i -> values.item(i).getTextContent()))
        .containsExactly("3 of 400", "1", "50.00 %", "100.00 %", "1");
  }

  @Test
  void valuesThatAreNotFiniteLeaveAGap() throws Exception {
    metrics.add(report(1, 0.5));
    metrics.add(report(2, Double.NaN));
    metrics.add(report(3, Double.POSITIVE_INFINITY));
    metrics.add(report(4, 0.25));
    Document parsed = parsed(page(new ConfusionCounts(), 0));
    Element curve = (Element) parsed.getElementsByTagName("path").item(0);
    assertThat(curve.getAttribute("d")).matches("M[\\d. ]+M[\\d. ]+");
  }

  private String page(ConfusionCounts confusion, int epochs) {
    IntStream.rangeClosed(1, epochs).forEach(i -> metrics.add(report(i, 1.0 / i)));
    NasNetSpec spec = NasNetSpec.cifar().toBuilder().notation("1@24").stemFilters(6).build();
    PngImage png = new PngImage(new byte[] {1, 2, 3});
    ReviewedImage seen = new ReviewedImage(5, 0, 1, 0.75, 0.125, png, png);
    HeldOutReview review = new HeldOutReview(confusion, List.of(seen), List.of(seen));
    EpochView view =
        new EpochView(
            report(Math.max(1, epochs), 1),
            metrics,
            review,
            variable -> {
              throw new AssertionError(variable);
            });
    List<String> names =
        IntStream.range(0, CLASSES).mapToObj(i -> i == 0 ? HOSTILE : "class " + i).toList();
    return new Report(Network.of(spec), names, false)
        .page(view, new ExportedEpoch(1, review, files), Map.of("Recipe", "<recipe> & more"));
  }

  private static EpochReport report(int epoch, double loss) {
    double top1 = 1 - 0.5 / epoch;
    return new EpochReport(
        epoch, 400, epoch, loss, top1, 1, 0.1, 1, top1, 1, loss, 0, loss, null, null);
  }

  /** Parses a page; a page that is not well-formed XML results in an exception. */
  private static Document parsed(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  private static int rows(Document page, String table) {
    NodeList tables = page.getElementsByTagName("table");
    return IntStream.range(0, tables.getLength())
        .mapToObj(i -> (Element) tables.item(i))
        .filter(element -> element.getAttribute("id").equals(table))
        .mapToInt(element -> element.getElementsByTagName("tr").getLength())
        .sum();
  }
}

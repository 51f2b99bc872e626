package dev.nasnet.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.diagram.Milestones.Part;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class DiagramTest {
  private static final NasNetSpec MOBILE = NasNetSpec.mobile();

  @Test
  void everyPartReadsTheOneBelowAndOneOlder() {
    List<Part> parts = parts(MOBILE);
    assertThat(parts).hasSize(1 + 1 + 2 + 12 + 2 + 1);
    assertThat(inputs(parts, "normal_concat_12"))
        .containsExactly("normal_concat_11", "normal_concat_10");
    assertThat(inputs(parts, "reduction_concat_stem_1")).containsExactly("stem_bn1");
    assertThat(inputs(parts, "predictions")).containsExactly("normal_concat_12");
  }

  @Test
  void theAuxiliaryHeadReadsTheSecondStagesLastCell() {
    NasNetSpec spec = MOBILE.toBuilder().auxiliaryHead(true).build();
    assertThat(inputs(parts(spec), "aux_predictions")).containsExactly("normal_concat_8");
  }

  /** Behind a reduction cell the wirings differ: skip reads what was before the one before. */
  @Test
  void theWiringIsSeen() {
    String first = "normal_concat_5";
    assertThat(inputs(parts(wired(Wiring.DIRECT)), first))
        .containsExactly("reduction_concat_reduce_4", "normal_concat_3");
    assertThat(inputs(parts(wired(Wiring.SKIP)), first))
        .containsExactly("reduction_concat_reduce_4", "normal_concat_2");
  }

  @Test
  void thePictureHoldsAllPartsWithTheirShapesAndEveryOperationOfTheCells() throws Exception {
    Document svg = document(new Diagram(Network.of(MOBILE)).svg());
    List<String> texts = texts(svg);
    assertThat(texts)
        .contains("image", "224 × 224 × 3", "reduction cell reduce_4", "7 × 7 × 1056", "softmax")
        .anyMatch(text -> text.contains("5,326,716 parameters"));
    assertThat(texts.stream().filter("add"::equals)).hasSize(10);
    assertThat(texts.stream().filter(text -> text.matches("(sep|avg|max) .*|identity")))
        .hasSize(20);
    int withinCells = 2 * 20 + 2 * 10 - 20 + 6 + 4;
    int between = parts(MOBILE).stream().mapToInt(part -> part.inputs().size()).sum();
    // One more path is the arrow's head.
    assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(withinCells + between + 1);
  }

  /** It stands in the README, made by {@code nasnet diagram --preset mobile}. */
  @Test
  void thePictureInTheDocsIsThis() throws Exception {
    assertThat(Files.readString(Path.of("docs", "nasnet-mobile.svg")))
        .isEqualTo(new Diagram(Network.of(MOBILE)).svg());
  }

  /** They stand in docs/nasnet.md, made by {@code nasnet diagram}. */
  @Test
  void thePicturesOfOtherSizesAreThese() throws Exception {
    NasNetSpec small =
        NasNetSpec.cifar().toBuilder().notation("2@192").size(ImageSize.square(16)).build();
    assertThat(Files.readString(Path.of("docs", "nasnet-small.svg")))
        .isEqualTo(new Diagram(Network.of(small)).svg());
    assertThat(Files.readString(Path.of("docs", "nasnet-xception.svg")))
        .isEqualTo(new Diagram(Network.of(NasNetSpec.xceptionSized())).svg());
  }

  private static NasNetSpec wired(Wiring wiring) {
    return MOBILE.toBuilder().wiring(wiring).build();
  }

  private static List<Part> parts(NasNetSpec spec) {
    return new Milestones(Network.of(spec)).parts();
  }

  private static List<String> inputs(List<Part> parts, String name) {
    return parts.stream()
        .filter(part -> part.layer().name().equals(name))
        .findFirst()
        .orElseThrow()
        .inputs();
  }

  private static Document document(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<String> texts(Document svg) {
    NodeList nodes = svg.getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }
}

package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.export.model.ExportModel;
import dev.nasnet.interop.Python;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** What is exported for serving alone: the frozen graph and the optimised bundle. */
class ServingExportTest {
  @TempDir Path folder;

  @Test
  void theFrozenGraphIsOfConstantsAndTheSameBytesEachTime() throws IOException {
    ExportModel artefact = ExportCase.of(ExportCase.ODD).artefact();
    Path first = Format.FROZEN.write(folder.resolve("a.pb"), artefact);
    Path second = Format.FROZEN.write(folder.resolve("b.pb"), artefact.forServing());
    assertThat(second).hasSameBinaryContentAs(first);
    List<NodeDef> nodes = GraphDef.parseFrom(Files.readAllBytes(first)).getNodeList();
    assertThat(nodes).extracting(NodeDef::getName).contains("image", "logits", "probabilities");
    assertThat(nodes)
        .extracting(NodeDef::getOp)
        .contains("Const", "MaxPool")
        .doesNotContain("VarHandleOp", "FusedBatchNormV3", "MaxPoolV2");
    assertThatThrownBy(() -> Format.FROZEN.write(first, artefact))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("exists already");
  }

  @Test
  void theServingBundleHasNoVariablesAndStandsBesideThePlainOne() throws IOException {
    ExportModel artefact = ExportCase.of(ExportCase.ODD).artefact();
    Path plain = Format.SAVED_MODEL.write(folder.resolve("model"), artefact);
    Path serving = Format.SAVED_MODEL.write(folder.resolve("model"), artefact.forServing());
    assertThat(serving).isEqualTo(folder.resolve("model/2"));
    assertThat(serving.resolve("keras_metadata.pb")).doesNotExist();
    assertThat(plain.resolve("keras_metadata.pb")).exists();
    byte[] bytes = Files.readAllBytes(serving.resolve("saved_model.pb"));
    var graph = SavedModel.parseFrom(bytes).getMetaGraphs(0).getGraphDef();
    assertThat(graph.getNodeList())
        .extracting(NodeDef::getOp)
        .contains("StatefulPartitionedCall")
        .doesNotContain("VarHandleOp");
    assertThat(Files.readString(serving.resolve("assets.extra/provenance.json")))
        .contains("\"optimize\": \"serving\"");
  }

  @Tag("interop")
  @Test
  void convertersAndTheServingBundleAnswerAsThePlainNetwork() throws IOException {
    List<Path> heads = new ArrayList<>();
    for (String head : ExportCase.HEADS) {
      Path data = Files.createDirectory(folder.resolve(head));
      ExportCase exported = ExportCase.ofHead(head);
      Format.FROZEN.write(data.resolve("frozen.pb"), exported.artefact());
      Format.SAVED_MODEL.write(data.resolve("bundle"), exported.artefact());
      Format.SAVED_MODEL.write(data.resolve("serving"), exported.artefact().forServing());
      exported.writeAnswers(data);
      heads.add(data);
    }
    assertThat(Python.run("verify_frozen.py", heads.toArray()))
        .contains("softmax", "logits", "features", "frozen graph agrees");
    assertThat(Python.run("verify_serving.py", heads.toArray()))
        .contains("softmax", "logits", "features", "serving bundle agrees");
  }
}

package dev.nasnet.export.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.export.Format;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportModelTest {
  private static final Network NETWORK =
      Network.of(
          NasNetSpec.cifar().toBuilder()
              .notation("1@24")
              .stemFilters(6)
              .size(ImageSize.square(16))
              .classes(3)
              .build());

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"spec", "tolerance", "multiplyAdds", "precision"})
  void aCallersProvenanceDoesNotReplaceTheExports(String name) {
    assertThatThrownBy(() -> model(Map.of("weights", "mine", name, "theirs")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("provenance member (" + name + ")");
  }

  @Test
  void aBundleStatesItsNetworkAndTheCallersProvenance() {
    Path version = Format.SAVED_MODEL.write(folder, model(Map.of("weights", "mine", "epoch", 3)));
    Provenance stated = Provenance.ofBundle(version).orElseThrow();
    assertThat(stated.spec()).contains(NETWORK.spec());
    assertThat(stated.multiplyAdds()).hasValue(NETWORK.multiplyAdds());
    assertThat(stated.parameters()).hasValue(NETWORK.parameters());
    assertThat(stated.optimize()).contains("none");
    assertThat(stated.origin().get("weights").getAsString()).isEqualTo("mine");
    assertThat(stated.origin().get("epoch").getAsInt()).isEqualTo(3);
  }

  private static ExportModel model(Map<String, Object> provenance) {
    return new ExportModel(NETWORK, Weights.random(NETWORK, 3), List.of(), provenance);
  }
}

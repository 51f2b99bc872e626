package dev.nasnet.export.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.internal.files.Sha256;
import dev.nasnet.weights.SlimNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the layer lists of the presets, in each dialect and wiring, for inference and for
 * training, with kept digests. They were computed when the two cells of NASNet-A were constants in
 * Java code, so they show that reading the cells from files changed no layer, name or argument.
 */
class PresetLayersTest {
  private static final Path KEPT = Path.of("src/test/resources/cells/preset-layers.txt");

  @Test
  void layerListsHaveTheKeptDigests() throws Exception {
    Map<String, String> digests = new TreeMap<>();
    presets().forEach((name, spec) -> digests.put(name, digest(spec)));
    String found =
        digests.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
            .collect(Collectors.joining());
    assertThat(found).isEqualTo(Files.readString(KEPT));
  }

  @Test
  void anotherWiringHasAnotherDigest() {
    NasNetSpec mobile = NasNetSpec.mobile();
    assertThat(digest(mobile.toBuilder().wiring(Wiring.SKIP).build())).isNotEqualTo(digest(mobile));
  }

  private static Map<String, NasNetSpec> presets() {
    Map<String, NasNetSpec> presets = new TreeMap<>();
    for (NasNetSpec spec :
        List.of(
            NasNetSpec.large(),
            NasNetSpec.mobile(),
            NasNetSpec.xceptionSized(),
            NasNetSpec.cifar(),
            NasNetSpec.mobile().toBuilder()
                .notation("2@96")
                .name("odd")
                .size(ImageSize.of("67x90"))
                .build(),
            NasNetSpec.cifar().toBuilder()
                .notation("1@72")
                .name("small")
                .stemFilters(7)
                .size(ImageSize.of("19x32"))
                .build())) {
      for (Dialect dialect : Dialect.values()) {
        for (Wiring wiring : Wiring.values()) {
          NasNetSpec form = spec.toBuilder().dialect(dialect).wiring(wiring).build();
          String name = String.join("-", spec.name(), "" + dialect, "" + wiring);
          presets.put(name, form.forInference());
          presets.put(
              name + "-training",
              form.toBuilder().auxiliaryHead(true).dropPathKeep(0.7).dropout(0.5).build());
        }
      }
    }
    return presets;
  }

  private static String digest(NasNetSpec spec) {
    Network network = Network.of(spec);
    Map<String, String> slim = SlimNames.of(network);
    Stream<String> layers = network.layers().stream().map(PresetLayersTest::words);
    Stream<String> variables =
        network.variables().stream()
            .map(variable -> variable.name() + variable.shape() + slim.get(variable.name()));
    String list =
        Stream.of(
                layers,
                variables,
                network.automaticNames().entrySet().stream().map(Object::toString))
            .flatMap(lines -> lines)
            .collect(Collectors.joining("\n"));
    String words =
        String.join(
            "\n",
            list,
            network.output().name(),
            "" + network.parameters(),
            "" + network.multiplyAdds());
    return new Sha256().add(words).hex();
  }

  private static String words(Layer layer) {
    String arguments =
        layer instanceof Layer.DropPath drop
            ? "keep " + drop.keep()
            : KerasConfig.arguments(layer).toString();
    return String.join(
        "|",
        layer.name(),
        layer.kerasClass(),
        "" + layer.inputs(),
        "" + layer.output().dimensions(),
        "" + layer.location().block(),
        "" + layer.location().combination(),
        "" + layer.location().side(),
        "" + layer.location().role(),
        arguments);
  }
}

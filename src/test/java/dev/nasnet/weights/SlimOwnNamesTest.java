package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The names and shapes of slim's variables, against those that slim's own code gave them: {@code
 * slim_judge.py SLIM variables DIR}, kept among the resources.
 */
class SlimOwnNamesTest {
  @Test
  void ofTheStemForImageNet() throws IOException {
    check(
        "imagenet-2@288.tsv",
        NasNetSpec.mobile().toBuilder()
            .dialect(Dialect.SLIM)
            .notation("2@288")
            .stemFilters(32)
            .classes(11)
            .size(ImageSize.square(96))
            .auxiliaryHead(true)
            .build());
  }

  @Test
  void ofTheStemForCifar() throws IOException {
    check(
        "cifar-2@192.tsv",
        NasNetSpec.cifar().toBuilder()
            .dialect(Dialect.SLIM)
            .notation("2@192")
            .stemFilters(24)
            .classes(10)
            .wiring(Wiring.SKIP)
            .size(ImageSize.square(32))
            .auxiliaryHead(true)
            .build());
  }

  private static void check(String kept, NasNetSpec spec) throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("src", "test", "resources", "slim", kept))) {
      String[] columns = line.split("\t", -1);
      expected.put(columns[0], columns[1]);
    }
    Network network = Network.of(spec);
    Map<String, String> names = SlimNames.of(network);
    Map<String, String> found = new TreeMap<>();
    for (VariableSpec variable : network.variables()) {
      found.put(
          names.get(variable.name()),
          variable.shape().stream().map(String::valueOf).collect(Collectors.joining("x")));
    }
    assertThat(found).containsExactlyEntriesOf(expected);
  }
}

package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.KerasWeights;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keras's files out and in again, without Keras; {@code KerasFilesTest} has Keras judge them. */
class KerasFormatsTest {
  private static final Network NETWORK = network(3);
  private static final Weights WEIGHTS = Weights.randomBatchNorm(NETWORK, 3);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"KERAS,m.keras", "H5,m.h5", "WEIGHTS_H5,m.weights.h5", "WEIGHTS_LEGACY_H5,w.h5"})
  void aRoundTripGivesBackEveryBitAndTheSameBytes(Format format, String name) throws IOException {
    Path first = write(format, "one/" + name);
    TimeZone zone = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
      assertThat(write(format, "two/" + name)).hasSameBinaryContentAs(first);
    } finally {
      TimeZone.setDefault(zone);
    }
    Weights read = KerasWeights.read(first, NETWORK);
    read.requireFit(NETWORK);
    for (NamedArray array : WEIGHTS.arrays()) {
      assertThat(read.get(array.name()).values()).isEqualTo(array.values());
    }
  }

  @ParameterizedTest
  @CsvSource({"KERAS,m.keras", "H5,m.h5", "WEIGHTS_H5,m.weights.h5", "WEIGHTS_LEGACY_H5,w.h5"})
  void anotherHeadComesThroughInItsOwnShape(Format format, String name) {
    Weights read = KerasWeights.read(write(format, name), network(5));
    assertThat(read.get("predictions/kernel").shape()).isEqualTo(List.of(96, 3));
    assertThat(read.names()).hasSize(WEIGHTS.names().size());
  }

  @Test
  void aNameThatKerasWouldMisreadIsRefused() {
    assertThatThrownBy(() -> write(Format.WEIGHTS_LEGACY_H5, "m.weights.h5"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must end with .h5 and not with .weights.h5");
    assertThatThrownBy(() -> write(Format.WEIGHTS_H5, "m.h5"))
        .hasMessageContaining("must end with .weights.h5");
    assertThatThrownBy(() -> write(Format.KERAS, "m.zip")).hasMessageContaining(".keras");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anArchiveThatIsNoneOrABombIsRefused() throws IOException {
    byte[] sound = Files.readAllBytes(write(Format.KERAS, "sound.keras"));
    Path cut = Files.write(folder.resolve("cut.keras"), Arrays.copyOf(sound, sound.length / 2));
    refused(cut, "must be a sound .keras archive");
    byte[] flipped = sound.clone();
    flipped[sound.length / 2] ^= 1;
    refused(Files.write(folder.resolve("flipped.keras"), flipped), "another checksum");
    refused(zip("bomb.keras", "model.weights.h5", 64 << 20), "unpacks to over");
    refused(zip("away.keras", "../../model.weights.h5", 9), "it holds no model.weights.h5");
    refused(zip("text.keras", "model.weights.h5", 9), "text.keras, model.weights.h5");
    Path text = Files.writeString(folder.resolve("text.h5"), "no weights");
    refused(text, "must be one of Keras's files");
    assertThat(KerasWeights.recognizes(text)).isFalse();
    assertThat(KerasWeights.recognizes(cut)).isTrue();
  }

  private void refused(Path file, String part) {
    assertThatThrownBy(() -> KerasWeights.read(file, NETWORK))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining(part)
        .hasMessageNotContaining("\n");
  }

  /** A deflated entry of zeros. */
  private Path zip(String file, String entry, int size) throws IOException {
    Path path = folder.resolve(file);
    try (OutputStream stream = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(stream)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(new byte[size]);
    }
    return path;
  }

  private Path write(Format format, String name) {
    return format.write(
        folder.resolve(name), new ExportModel(NETWORK, WEIGHTS, List.of(), Map.of("seed", 3)));
  }

  private static Network network(int classes) {
    return Network.of(
        NasNetSpec.of("1@96").toBuilder().size(ImageSize.square(32)).classes(classes).build());
  }
}

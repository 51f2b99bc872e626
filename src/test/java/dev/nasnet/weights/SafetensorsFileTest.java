package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of the format safetensors: what they hold, and each rule that they obey. */
class SafetensorsFileTest {
  @TempDir Path folder;

  @Test
  void tensorsAreSortedByTheirPlaces() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(1).putFloat(-2.5f).putFloat(3).putFloat(Float.NaN).putFloat(5);
    Path file =
        write(
            "{\"__metadata__\":{\"a\":\"b\"},"
                + "\"late\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[16,20]},"
                + "\"none\":{\"dtype\":\"F32\",\"shape\":[0,7],\"data_offsets\":[8,8]},"
                + "\"mid\":{\"data_offsets\":[8,16],\"shape\":[2],\"dtype\":\"F32\"},"
                + "\"first\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}   ",
            data.array());
    assertThat(SafetensorsFile.recognizes(file)).isTrue();
    SafetensorsFile read = SafetensorsFile.open(file);
    assertThat(read.tensors().keySet()).containsExactly("first", "none", "mid", "late");
    assertThat(read.tensors())
        .containsEntry("mid", new SafetensorsFile.Tensor("F32", List.of(2), 8, 16));
    assertThat(read.values("first")).containsExactly(1, -2.5f);
    assertThat(read.values("mid")).containsExactly(3, Float.NaN);
    assertThat(read.values("late")).containsExactly(5);
    assertThat(read.values("none")).isEmpty();
    assertThatThrownBy(() -> read.values("other"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("other is no tensor of type F32");
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, 1",
    "U8, 1",
    "I8, 1",
    "F8_E5M2, 1",
    "F8_E4M3, 1",
    "I16, 2",
    "U16, 2",
    "F16, 2",
    "BF16, 2",
    "I32, 4",
    "U32, 4",
    "F32, 4",
    "I64, 8",
    "U64, 8",
    "F64, 8"
  })
  void aTypeHasItsNumberOfBytes(String type, int bytes) throws IOException {
    String header = "{\"a\":{\"dtype\":\"%s\",\"shape\":[3],\"data_offsets\":[0,%d]}}";
    Path file = write(header.formatted(type, 3 * bytes), new byte[3 * bytes]);
    SafetensorsFile read = SafetensorsFile.open(file);
    assertThat(read.tensors().keySet()).containsExactly("a");
    if (!type.equals("F32")) {
      assertThatThrownBy(() -> read.values("a")).isInstanceOf(IllegalArgumentException.class);
    }
    Path wrong = write(header.formatted(type, 3 * bytes + 1), new byte[3 * bytes + 1]);
    damaged(wrong, "a of shape [3] has the offsets [0, %d]".formatted(3 * bytes + 1));
  }

  /** The header is strict JSON; of a member that is there twice, the last counts. */
  @Test
  void sizesAreUpToTheLargestInteger() throws IOException {
    String header = "{'a':{'dtype':'I8','shape':[7],'shape':[2147483647,0],'data_offsets':[0,0]}}";
    SafetensorsFile file = SafetensorsFile.open(write(header.replace('\'', '"'), new byte[0]));
    assertThat(file.tensors())
        .containsEntry("a", new SafetensorsFile.Tensor("I8", List.of(2147483647, 0), 0, 0));
    damaged(write("{\"a\tb\":{}}", new byte[0]), "its header is no JSON object of tensors");
  }

  /** The smallest header is that of a file without tensors. */
  @Test
  void aHeaderHasItsLength() throws IOException {
    Path empty = write("{}", new byte[0]);
    assertThat(SafetensorsFile.recognizes(empty)).isTrue();
    assertThat(SafetensorsFile.open(empty).tensors()).isEmpty();
    Path file = folder.resolve("length");
    Files.write(file, header(3, "{}"));
    assertThat(SafetensorsFile.recognizes(file)).isFalse();
    damaged(file, "its header has 3 bytes");
    Files.write(file, header(1, "{}"));
    assertThat(SafetensorsFile.recognizes(file)).isFalse();
    damaged(file, "its header has 1 bytes");
    Files.write(file, header(-1, "{}"));
    damaged(file, "its header has 18446744073709551615 bytes");
    Files.write(file, header(2, "[]"));
    assertThat(SafetensorsFile.recognizes(file)).isFalse();
    Files.write(file, new byte[8]);
    assertThat(SafetensorsFile.recognizes(file)).isFalse();
    assertThat(SafetensorsFile.recognizes(folder.resolve("none"))).isFalse();
    assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none")))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("none) cannot be read: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} x | its header is no JSON object",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} {} | its header is no JSON object",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}} | a has the type F32 and 1 offsets",
        "{'a':{'shape':[1],'data_offsets':[0,4]}} | a has the type  and 2 offsets",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | a has the shape [-1]",
        "{'a':{'dtype':'F32','shape':[2147483648,0],'data_offsets':[0,0]}} | a has the shape [21",
        "{'a':{'dtype':'I8','shape':[65536,65536,1],'data_offsets':[0,4]}} | a has the shape [65",
        "{'a':{'dtype':'I8','shape':[65536,65536],'data_offsets':[0,4294967296]}} | a of shape [6",
        "{'a':{'dtype':'F32','shape':[0],'data_offsets':[4,4]}} | a does not begin where the tens",
        "{'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}} | its tensors have 4 bytes, not 0",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'more':1}} | has an unknown member",
        "{'a':{'dtype':'F32','shape':[1],'shape':[1],'data_offsets':[0,4]},'a':{}} | type  and 0",
      })
  void aBrokenRuleIsNamed(String header, String message) throws IOException {
    damaged(write(header.replace('\'', '"'), new byte[4]), message);
  }

  @Test
  void aNameThatIsThereTwiceIsNamed() throws IOException {
    String none = "\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
    damaged(write("{" + none + "," + none + "}", new byte[0]), "a is there twice");
    Path file = folder.resolve("latin");
    Files.write(file, header(3, "{\u00ff}"));
    damaged(file, "its header is not UTF-8");
  }

  private static byte[] header(long length, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(8 + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(bytes)
        .array();
  }

  private static void damaged(Path file, String message) {
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be a sound safetensors file; ")
        .hasMessageContaining(message);
  }

  private Path write(String header, byte[] data) throws IOException {
    return Files.write(
        Files.createTempFile(folder, "some", ".safetensors"), SafetensorsBytes.file(header, data));
  }
}

package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.data.MultiLabel;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.internal.json.JsonMembers;
import dev.nasnet.problem.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DataSplitTest {
  private static final long USUAL_PIXELS = PixelLimit.USUAL.pixels();
  private static final DataSplit ALL =
      new DataSplit(
          0.25,
          true,
          1234,
          "folder:/home/ada/val",
          "folder:/home/ada/test",
          ResizeMode.CROP,
          new MultiLabel(';'));

  @Test
  void theUsualSplitIsNotStated() {
    assertThat(DataSplit.of(new DataSourceSpec("digits", null, false, USUAL_PIXELS))).isNull();
    assertThat(DataSplit.of(null, ResizeMode.STRETCH)).isNull();
    DataSplit cropped = DataSplit.of(null, ResizeMode.CROP);
    assertThat(cropped).isNotNull().isEqualTo(usual(ResizeMode.CROP));
    assertThat(DataSplit.of(cropped, ResizeMode.STRETCH)).isNull();
  }

  @Test
  void aSplitHasTheSettingsOfItsSource() {
    DataSourceSpec spec =
        new DataSourceSpec("folder:x", null, true, 1234)
            .withSplits("folder:v", "folder:t")
            .withResize(ResizeMode.PAD)
            .withMultiLabel(new MultiLabel(';'));
    assertThat(DataSplit.of(spec))
        .isEqualTo(
            new DataSplit(
                null, true, 1234, "folder:v", "folder:t", ResizeMode.PAD, new MultiLabel(';')));
    assertThat(DataSplit.of(new DataSourceSpec("folder:x", 0.25, false, USUAL_PIXELS)))
        .isEqualTo(new DataSplit(0.25, false, USUAL_PIXELS, null, null, ResizeMode.STRETCH, null));
  }

  @ParameterizedTest
  @EnumSource
  void theModeOfResizingAloneIsReplaced(ResizeMode mode) {
    assertThat(DataSplit.of(ALL, mode))
        .isEqualTo(
            new DataSplit(0.25, true, 1234, ALL.validation(), ALL.test(), mode, ALL.multiLabel()));
  }

  @Test
  void everyMemberIsWrittenAndReadByItsName() {
    String json =
        "{\"heldOut\":0.25,\"skipBad\":true,\"maxPixels\":1234,"
            + "\"validation\":\"folder:/home/ada/val\",\"test\":\"folder:/home/ada/test\","
            + "\"resize\":\"crop\",\"labelSeparator\":\";\"}";
    assertThat(ALL.toJson()).hasToString(json);
    assertThat(read(json)).isEqualTo(ALL);
  }

  @Test
  void missingMembersHaveTheUsualValues() {
    DataSplit pixels = new DataSplit(null, false, 9, null, null, ResizeMode.STRETCH, null);
    assertThat(pixels.toJson()).hasToString("{\"skipBad\":false,\"maxPixels\":9}");
    assertThat(read("{\"maxPixels\":9}")).isEqualTo(pixels);
    assertThatThrownBy(() -> read("{\"maxPixels\":9,\"stride\":2}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("unknown members (stride)");
  }

  @Test
  void theProvenanceHasNoFolders() {
    assertThat(ALL.provenance())
        .hasToString(
            "{\"heldOut\":0.25,\"skipBad\":true,\"maxPixels\":1234,"
                + "\"validation\":\"folder:val\",\"test\":\"folder:test\","
                + "\"labelSeparator\":\";\"}");
    assertThat(usual(ResizeMode.PAD).provenance())
        .hasToString("{\"skipBad\":false,\"maxPixels\":" + USUAL_PIXELS + "}");
  }

  private static DataSplit usual(ResizeMode mode) {
    return new DataSplit(null, false, USUAL_PIXELS, null, null, mode, null);
  }

  private static DataSplit read(String json) {
    JsonObject object = JsonParser.parseString(json).getAsJsonObject();
    return DataSplit.read(new JsonMembers("split", object));
  }
}

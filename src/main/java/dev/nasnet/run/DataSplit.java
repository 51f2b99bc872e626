package dev.nasnet.run;

import com.google.gson.JsonObject;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.data.MultiLabel;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.internal.json.JsonMembers;
import org.jspecify.annotations.Nullable;

/**
 * How the images of a run were read and split, beside the source itself.
 *
 * @param heldOut the share of the images that are held out, or null for the source's own split or
 *     the usual share
 * @param skipBad whether images that cannot be decoded are skipped
 * @param mostPixels the largest number of pixels of an image
 * @param validation the source of the validation images, or null for a part of the data
 * @param test the source of the test images, or null
 * @param resize how an image with another aspect ratio is brought to the network's size
 * @param multiLabel how an image has any number of labels, or null where each has one
 */
public record DataSplit(
    @Nullable Double heldOut,
    boolean skipBad,
    long mostPixels,
    @Nullable String validation,
    @Nullable String test,
    ResizeMode resize,
    @Nullable MultiLabel multiLabel) {
  private static final DataSplit USUAL =
      new DataSplit(null, false, PixelLimit.USUAL.pixels(), null, null, ResizeMode.STRETCH, null);

  /**
   * {@return the split of a source, or null where it is the usual one}
   *
   * @param data the source as a user names it
   */
  public static @Nullable DataSplit of(DataSourceSpec data) {
    DataSplit split =
        new DataSplit(
            data.heldOut(),
            data.skipBad(),
            data.mostPixels(),
            data.validation(),
            data.test(),
            data.resize(),
            data.multiLabel());
    return split.equals(USUAL) ? null : split;
  }

  /**
   * Returns a split with the mode in which a source is resized.
   *
   * @param split the split, or null for the usual one
   * @param resize stretch, crop or pad
   * @return the split, or null where it is the usual one
   */
  public static @Nullable DataSplit of(@Nullable DataSplit split, ResizeMode resize) {
    DataSplit base = split == null ? USUAL : split;
    DataSplit resized =
        new DataSplit(
            base.heldOut,
            base.skipBad,
            base.mostPixels,
            base.validation,
            base.test,
            resize,
            base.multiLabel);
    return resized.equals(USUAL) ? null : resized;
  }

  /** Returns the split as JSON; members that are null are omitted. */
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    if (heldOut != null) {
      json.addProperty("heldOut", heldOut);
    }
    json.addProperty("skipBad", skipBad);
    json.addProperty("maxPixels", mostPixels);
    if (validation != null) {
      json.addProperty("validation", validation);
    }
    if (test != null) {
      json.addProperty("test", test);
    }
    if (resize != ResizeMode.STRETCH) {
      json.addProperty("resize", resize.word());
    }
    if (multiLabel != null) {
      json.addProperty("labelSeparator", String.valueOf(multiLabel.separator()));
    }
    return json;
  }

  /** Reads what {@link #toJson} wrote. */
  static DataSplit read(JsonMembers members) {
    DataSplit split =
        new DataSplit(
            members.has("heldOut") ? members.number("heldOut") : null,
            members.flag("skipBad", false),
            members.wholeNumber("maxPixels"),
            members.has("validation") ? members.text("validation") : null,
            members.has("test") ? members.text("test") : null,
            members.has("resize") ? ResizeMode.of(members.text("resize")) : ResizeMode.STRETCH,
            members.has("labelSeparator") ? MultiLabel.of(members.text("labelSeparator")) : null);
    members.requireAllRead();
    return split;
  }

  /**
   * Returns the split for a bundle: file names are without their folders, and the mode of resizing
   * is a member of its own in the provenance.
   */
  JsonObject provenance() {
    return new DataSplit(
            heldOut,
            skipBad,
            mostPixels,
            validation == null ? null : PathRedaction.ofData(validation),
            test == null ? null : PathRedaction.ofData(test),
            ResizeMode.STRETCH,
            multiLabel)
        .toJson();
  }
}

package dev.nasnet.export.litert;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.nasnet.export.litert.MetadataSchema.AssociatedFile;
import dev.nasnet.export.litert.MetadataSchema.AssociatedFileType;
import dev.nasnet.export.litert.MetadataSchema.Content;
import dev.nasnet.export.litert.MetadataSchema.ContentProperties;
import dev.nasnet.export.litert.MetadataSchema.NormalizationOptions;
import dev.nasnet.export.litert.MetadataSchema.ProcessUnit;
import dev.nasnet.export.litert.MetadataSchema.ProcessUnitOptions;
import dev.nasnet.export.litert.MetadataSchema.Stats;
import dev.nasnet.export.litert.MetadataSchema.SubGraphMetadata;
import dev.nasnet.export.litert.MetadataSchema.TensorMetadata;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

/**
 * The metadata for the image classifiers of MediaPipe and the Task Library: how an image becomes
 * the input, and where the class names are.
 */
final class ModelMetadata {
  /** The network's input is (RGB − mean) / std. */
  private static final float MIDDLE = 127.5f;

  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "probabilities", "The probability of each class.",
          "logits", "The values before softmax or sigmoid.",
          "features", "The features of the image.");

  private final FlatBufferBuilder builder = new FlatBufferBuilder(1 << 12);

  private ModelMetadata() {}

  /**
   * Returns the metadata's bytes.
   *
   * @param outputs the names of the outputs in the order of the graph
   * @param hasLabels whether {@link LabelArchive#NAME} is in the archive
   * @param isBytes whether the image is uint8, 0…255
   */
  static ByteBuffer of(
      String name,
      String description,
      Collection<String> outputs,
      boolean hasLabels,
      boolean isBytes) {
    ModelMetadata metadata = new ModelMetadata();
    FlatBufferBuilder builder = metadata.builder;
    int input = metadata.offsets(metadata.image(isBytes));
    int output =
        metadata.offsets(
            outputs.stream().mapToInt(one -> metadata.output(one, hasLabels)).toArray());
    builder.startTable(SubGraphMetadata.OUTPUT_TENSOR_METADATA + 1);
    builder.addOffset(SubGraphMetadata.INPUT_TENSOR_METADATA, input, 0);
    builder.addOffset(SubGraphMetadata.OUTPUT_TENSOR_METADATA, output, 0);
    int graphs = metadata.offsets(builder.endTable());
    int modelName = builder.createString(name);
    int text = builder.createString(description);
    int version = builder.createString(MetadataSchema.PARSER_VERSION);
    builder.startTable(MetadataSchema.ModelMetadata.MIN_PARSER_VERSION + 1);
    builder.addOffset(MetadataSchema.ModelMetadata.NAME, modelName, 0);
    builder.addOffset(MetadataSchema.ModelMetadata.DESCRIPTION, text, 0);
    builder.addOffset(MetadataSchema.ModelMetadata.SUBGRAPH_METADATA, graphs, 0);
    builder.addOffset(MetadataSchema.ModelMetadata.MIN_PARSER_VERSION, version, 0);
    builder.finish(builder.endTable(), MetadataSchema.IDENTIFIER);
    return ByteBuffer.wrap(builder.sizedByteArray());
  }

  private int image(boolean isBytes) {
    int name = builder.createString("image");
    int text = builder.createString("An RGB image; the network computes (RGB - 127.5) / 127.5.");
    builder.startTable(MetadataSchema.ImageProperties.COLOR_SPACE + 1);
    builder.addByte(
        MetadataSchema.ImageProperties.COLOR_SPACE, (byte) MetadataSchema.ColorSpaceType.RGB, 0);
    int content = content(ContentProperties.IMAGE_PROPERTIES, builder.endTable());
    int units = offsets(normalization());
    int max = floats(isBytes ? 255 : 1);
    int min = floats(isBytes ? 0 : -1);
    builder.startTable(Stats.MIN + 1);
    builder.addOffset(Stats.MAX, max, 0);
    builder.addOffset(Stats.MIN, min, 0);
    int stats = builder.endTable();
    builder.startTable(TensorMetadata.ASSOCIATED_FILES + 1);
    builder.addOffset(TensorMetadata.NAME, name, 0);
    builder.addOffset(TensorMetadata.DESCRIPTION, text, 0);
    builder.addOffset(TensorMetadata.CONTENT, content, 0);
    builder.addOffset(TensorMetadata.PROCESS_UNITS, units, 0);
    builder.addOffset(TensorMetadata.STATS, stats, 0);
    return builder.endTable();
  }

  private int normalization() {
    int mean = floats(MIDDLE);
    int std = floats(MIDDLE);
    builder.startTable(NormalizationOptions.STD + 1);
    builder.addOffset(NormalizationOptions.MEAN, mean, 0);
    builder.addOffset(NormalizationOptions.STD, std, 0);
    int options = builder.endTable();
    builder.startTable(ProcessUnit.OPTIONS + 1);
    builder.addByte(ProcessUnit.OPTIONS_TYPE, (byte) ProcessUnitOptions.NORMALIZATION_OPTIONS, 0);
    builder.addOffset(ProcessUnit.OPTIONS, options, 0);
    return builder.endTable();
  }

  private int output(String output, boolean hasLabels) {
    int name = builder.createString(output);
    int text = builder.createString(DESCRIPTIONS.getOrDefault(output, ""));
    builder.startTable(0);
    int content = content(ContentProperties.FEATURE_PROPERTIES, builder.endTable());
    int files = hasLabels ? offsets(labels()) : 0;
    builder.startTable(TensorMetadata.ASSOCIATED_FILES + 1);
    builder.addOffset(TensorMetadata.NAME, name, 0);
    builder.addOffset(TensorMetadata.DESCRIPTION, text, 0);
    builder.addOffset(TensorMetadata.CONTENT, content, 0);
    builder.addOffset(TensorMetadata.ASSOCIATED_FILES, files, 0);
    return builder.endTable();
  }

  private int labels() {
    int name = builder.createString(LabelArchive.NAME);
    int text = builder.createString("The class names, one a line.");
    builder.startTable(AssociatedFile.TYPE + 1);
    builder.addOffset(AssociatedFile.NAME, name, 0);
    builder.addOffset(AssociatedFile.DESCRIPTION, text, 0);
    builder.addByte(AssociatedFile.TYPE, (byte) AssociatedFileType.TENSOR_AXIS_LABELS, 0);
    return builder.endTable();
  }

  private int content(int type, int properties) {
    builder.startTable(Content.CONTENT_PROPERTIES + 1);
    builder.addByte(Content.CONTENT_PROPERTIES_TYPE, (byte) type, 0);
    builder.addOffset(Content.CONTENT_PROPERTIES, properties, 0);
    return builder.endTable();
  }

  private int floats(float value) {
    builder.startVector(Float.BYTES, 1, Float.BYTES);
    builder.addFloat(value);
    return builder.endVector();
  }

  private int offsets(int... offsets) {
    return builder.createVectorOfTables(offsets);
  }
}

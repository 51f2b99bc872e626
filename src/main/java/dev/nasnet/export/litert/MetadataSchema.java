package dev.nasnet.export.litert;

/**
 * The numbers of LiteRT's published metadata schema, {@code metadata_schema.fbs} 1.0.0: slots of
 * the fields that are written here, and values of enumerations.
 */
final class MetadataSchema {
  /** The identifier in the buffer's bytes 4 to 7. */
  static final String IDENTIFIER = "M001";

  /** The name of the buffer in a model's metadata. */
  static final String BUFFER_NAME = "TFLITE_METADATA";

  /** The oldest version of a parser that reads what is written here. */
  static final String PARSER_VERSION = "1.0.0";

  private MetadataSchema() {}

  /** The root table. */
  static final class ModelMetadata {
    static final int NAME = 0;
    static final int DESCRIPTION = 1;
    static final int SUBGRAPH_METADATA = 3;
    static final int MIN_PARSER_VERSION = 7;
  }

  /** What is said of the graph. */
  static final class SubGraphMetadata {
    static final int INPUT_TENSOR_METADATA = 2;
    static final int OUTPUT_TENSOR_METADATA = 3;
  }

  /** What is said of an input or output. */
  static final class TensorMetadata {
    static final int NAME = 0;
    static final int DESCRIPTION = 1;
    static final int CONTENT = 3;
    static final int PROCESS_UNITS = 4;
    static final int STATS = 5;
    static final int ASSOCIATED_FILES = 6;
  }

  /** A file in the archive at the end of the model. */
  static final class AssociatedFile {
    static final int NAME = 0;
    static final int DESCRIPTION = 1;
    static final int TYPE = 2;
  }

  /** The kind of a tensor's content. */
  static final class Content {
    static final int CONTENT_PROPERTIES_TYPE = 0;
    static final int CONTENT_PROPERTIES = 1;
  }

  /** An image. */
  static final class ImageProperties {
    static final int COLOR_SPACE = 0;
  }

  /** A step of preprocessing. */
  static final class ProcessUnit {
    static final int OPTIONS_TYPE = 0;
    static final int OPTIONS = 1;
  }

  /** The step (x − mean) / std. */
  static final class NormalizationOptions {
    static final int MEAN = 0;
    static final int STD = 1;
  }

  /** The range of a tensor's values. */
  static final class Stats {
    static final int MAX = 0;
    static final int MIN = 1;
  }

  /** The kinds of associated files. */
  static final class AssociatedFileType {
    static final int TENSOR_AXIS_LABELS = 2;
  }

  /** The kinds of content. */
  static final class ContentProperties {
    static final int FEATURE_PROPERTIES = 1;
    static final int IMAGE_PROPERTIES = 2;
  }

  /** The order of an image's channels. */
  static final class ColorSpaceType {
    static final int RGB = 1;
  }

  /** The kinds of preprocessing. */
  static final class ProcessUnitOptions {
    static final int NORMALIZATION_OPTIONS = 1;
  }
}

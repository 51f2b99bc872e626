package dev.nasnet.weights;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file in Hugging Face's format safetensors: eight bytes with the length of a JSON object, which
 * gives each tensor's type, shape and place, and the values behind it, little-endian and row-major.
 * As the format demands, tensors fill the file without gaps or overlaps. Nothing in the file is
 * executed.
 *
 * @param path the file
 * @param start the position of the first value in the file
 * @param tensors the tensors by name, in the order of their places
 */
record SafetensorsFile(Path path, long start, Map<String, Tensor> tensors) {
  private static final int LENGTH_BYTES = 8;

  /** The limit of the format's own library. */
  private static final long LARGEST_HEADER = 100_000_000;

  private static final Map<String, Integer> TYPE_BYTES =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("I16", 2),
          Map.entry("U16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I32", 4),
          Map.entry("U32", 4),
          Map.entry("F32", 4),
          Map.entry("I64", 8),
          Map.entry("U64", 8),
          Map.entry("F64", 8));

  /**
   * A tensor.
   *
   * @param type its type, such as {@code F32}
   * @param shape its dimensions
   * @param begin the position of its first byte behind the header
   * @param end the position behind its last byte
   */
  record Tensor(String type, List<Integer> shape, long begin, long end) {}

  /** Returns whether a file begins with the length of a JSON object that the file can hold. */
  static boolean recognizes(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head = ByteBuffer.allocate(LENGTH_BYTES + 1).order(ByteOrder.LITTLE_ENDIAN);
      readFully(channel, head, 0);
      long length = head.getLong(0);
      return length >= 2
          && length <= channel.size() - LENGTH_BYTES
          && head.get(LENGTH_BYTES) == '{';
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads the header of a file.
   *
   * @throws InvalidInputException if the header breaks a rule of the format
   * @throws FailureException if the file cannot be read
   */
  static SafetensorsFile open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      readFully(channel, length, 0);
      long header = length.getLong(0);
      if (header < 2 || header > LARGEST_HEADER || header > channel.size() - LENGTH_BYTES) {
        throw damaged(file, "its header has %s bytes".formatted(Long.toUnsignedString(header)));
      }
      ByteBuffer json = ByteBuffer.allocate((int) header);
      readFully(channel, json, LENGTH_BYTES);
      long start = LENGTH_BYTES + header;
      String text = StandardCharsets.UTF_8.newDecoder().decode(json.flip()).toString();
      return new SafetensorsFile(
          file, start, placed(file, header(file, text), channel.size() - start));
    } catch (CharacterCodingException e) {
      throw damaged(file, "its header is not UTF-8");
    } catch (EOFException e) {
      throw damaged(file, "it ends within its header");
    } catch (IOException e) {
      throw new FailureException("weights (%s) cannot be read: %s".formatted(file, e), e);
    }
  }

  /**
   * Reads the values of a tensor.
   *
   * @param name the name of a tensor of type F32
   * @throws FailureException if the file cannot be read
   */
  float[] values(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || !tensor.type().equals("F32")) {
      throw new IllegalArgumentException(name + " is no tensor of type F32");
    }
    int bytes = Math.toIntExact(tensor.end() - tensor.begin());
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      readFully(channel, buffer, start + tensor.begin());
    } catch (IOException e) {
      throw new FailureException("weights (%s) cannot be read: %s".formatted(path, e), e);
    }
    float[] values = new float[bytes / Float.BYTES];
    buffer.flip().asFloatBuffer().get(values);
    return values;
  }

  private static void readFully(FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException();
      }
    }
  }

  private static Map<String, Tensor> header(Path file, String text) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    // Writers pad the header with spaces, which the strict syntax allows.
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      json.setStrictness(Strictness.STRICT);
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (name.equals("__metadata__")) {
          json.skipValue();
        } else if (tensors.put(name, tensor(file, name, json)) != null) {
          throw damaged(file, name + " is there twice");
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw damaged(file, "its header is more than one object");
      }
      return tensors;
    } catch (MalformedJsonException
        | EOFException
        | JsonParseException
        | IllegalStateException
        | NumberFormatException e) {
      throw damaged(file, "its header is no JSON object of tensors");
    } catch (IOException e) {
      throw damaged(file, e.toString());
    }
  }

  private static Tensor tensor(Path file, String name, JsonReader json) throws IOException {
    String type = "";
    List<Long> shape = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "dtype" -> type = json.nextString();
        case "shape" -> numbers(json, shape);
        case "data_offsets" -> numbers(json, offsets);
        default -> throw damaged(file, name + " has an unknown member");
      }
    }
    json.endObject();
    if (!TYPE_BYTES.containsKey(type) || offsets.size() != 2) {
      throw damaged(
          file, "%s has the type %s and %d offsets".formatted(name, type, offsets.size()));
    }
    long bytes = TYPE_BYTES.get(type);
    List<Integer> dimensions = new ArrayList<>();
    for (long dimension : shape) {
      if (dimension < 0 || dimension > Integer.MAX_VALUE || bytes > Integer.MAX_VALUE) {
        throw damaged(file, "%s has the shape %s".formatted(name, shape));
      }
      dimensions.add((int) dimension);
      bytes *= dimension;
    }
    if (bytes > Integer.MAX_VALUE || offsets.get(1) - offsets.get(0) != bytes) {
      throw damaged(file, "%s of shape %s has the offsets %s".formatted(name, shape, offsets));
    }
    return new Tensor(type, dimensions, offsets.get(0), offsets.get(1));
  }

  private static void numbers(JsonReader json, List<Long> numbers) throws IOException {
    numbers.clear();
    json.beginArray();
    while (json.hasNext()) {
      numbers.add(json.nextLong());
    }
    json.endArray();
  }

  /** Sorts the tensors by their places, which must fill the file exactly. */
  private static Map<String, Tensor> placed(Path file, Map<String, Tensor> header, long size) {
    Map<String, Tensor> placed = new LinkedHashMap<>();
    long position = 0;
    for (var entry :
        header.entrySet().stream()
            .sorted(
                Map.Entry.comparingByValue(
                    Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end)))
            .toList()) {
      if (entry.getValue().begin() != position) {
        throw damaged(file, entry.getKey() + " does not begin where the tensor before it ends");
      }
      position = entry.getValue().end();
      placed.put(entry.getKey(), entry.getValue());
    }
    if (position != size) {
      throw damaged(file, "its tensors have %d bytes, not %d".formatted(size, position));
    }
    return placed;
  }

  private static InvalidInputException damaged(Path file, String reason) {
    return new InvalidInputException(
        "weights (%s) must be a sound safetensors file; %s; download or save it again"
            .formatted(file, reason));
  }
}

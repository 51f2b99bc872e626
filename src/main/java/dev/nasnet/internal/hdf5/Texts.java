package dev.nasnet.internal.hdf5;

import io.jhdf.GlobalHeap;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.object.message.AttributeMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decodes text attributes with strings of fixed length or of variable length (in heaps). */
final class Texts {
  private final Storage storage;
  private final Map<Long, GlobalHeap> heaps = new HashMap<>();

  Texts(Storage storage) {
    this.storage = storage;
  }

  /** Returns the texts of an attribute in row-major order; an empty list for an empty attribute. */
  List<String> of(AttributeMessage attribute) {
    ByteBuffer values = attribute.getDataBuffer();
    if (values == null) {
      return List.of();
    }
    DataType type = attribute.getDataType();
    long count = attribute.getDataSpace().getTotalLength();
    List<String> texts = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      texts.add(text(type, part(values, type.getSize())));
    }
    return texts;
  }

  private String text(DataType type, ByteBuffer value) {
    if (type instanceof StringData fixed) {
      fixed.getStringPaddingHandler().setBufferLimit(value);
      return decode(value);
    }
    if (type instanceof VariableLength variable && variable.isVariableLengthString()) {
      return heapText(value);
    }
    throw new Damage("an attribute is not text");
  }

  /**
   * Reads the text at a reference, which consists of a length of 4 bytes, a heap address of 8 bytes
   * and an object index of 4 bytes.
   */
  private String heapText(ByteBuffer reference) {
    if (storage.getSizeOfOffsets() != Long.BYTES) {
      throw new Damage(
          "addresses of %d bytes are not supported".formatted(storage.getSizeOfOffsets()));
    }
    long length = Integer.toUnsignedLong(reference.getInt());
    long address = reference.getLong();
    int index = reference.getInt();
    if (length == 0) {
      return "";
    }
    GlobalHeap heap = heaps.computeIfAbsent(address, key -> new GlobalHeap(storage, key));
    ByteBuffer text = heap.getObjectData(index);
    if (length > text.remaining()) {
      throw new Damage(
          "a text of %d bytes, and the heap object has %d".formatted(length, text.remaining()));
    }
    return decode(text.limit((int) length));
  }

  private String decode(ByteBuffer utf8) {
    storage.charge(utf8.remaining());
    return StandardCharsets.UTF_8.decode(utf8).toString();
  }

  private static ByteBuffer part(ByteBuffer values, int size) {
    ByteBuffer part = values.slice(values.position(), size).order(values.order());
    values.position(values.position() + size);
    return part;
  }
}

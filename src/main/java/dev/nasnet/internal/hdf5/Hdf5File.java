package dev.nasnet.internal.hdf5;

import dev.nasnet.problem.InvalidInputException;
import io.jhdf.ObjectHeader;
import io.jhdf.Superblock.SuperblockV0V1;
import io.jhdf.Superblock.SuperblockV2V3;
import io.jhdf.SymbolTableEntry;
import io.jhdf.object.message.AttributeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads groups, text attributes and floating-point datasets of an HDF5 file. Objects are addressed
 * by paths such as {@code layers/conv2d/vars/0}; the path of the root group is empty. The file is
 * mapped into memory as long as this object is in use.
 *
 * <p>The file's content is not trusted: if the file is damaged or contains false sizes or
 * addresses, the methods throw an {@link InvalidInputException} that names the file and the path.
 */
public final class Hdf5File {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};

  /** The attribute in which Keras 3 names a dataset's type, where HDF5 has none for it. */
  private static final String DATA_TYPE = "dtype";

  private final String name;
  private final Storage storage;
  private final Texts texts;
  private final OpaquePairs opaque;
  private final long root;
  private final Map<Long, ObjectHeader> headers = new HashMap<>();
  private final Map<Long, Map<String, Long>> links = new HashMap<>();

  private Hdf5File(Path file, String name) {
    this.name = name;
    storage = at("", () -> new Storage(mapped(file)));
    texts = new Texts(storage);
    opaque = new OpaquePairs(storage);
    root = at("", this::rootHeader);
  }

  /**
   * Opens a file.
   *
   * @param file the path of the file
   * @param name the name of the file in error messages
   * @throws InvalidInputException if the file cannot be read or is not an HDF5 file
   */
  public static Hdf5File open(Path file, String name) {
    return new Hdf5File(file, name);
  }

  /**
   * Returns whether a file begins with the HDF5 signature.
   *
   * @throws InvalidInputException if the file cannot be read
   */
  public static boolean isHdf5(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return java.util.Arrays.equals(stream.readNBytes(SIGNATURE.length), SIGNATURE);
    } catch (IOException e) {
      throw new InvalidInputException(
          "weights (%s) cannot be read (%s); name a file"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  /**
   * Returns whether there is a group or dataset at a path.
   *
   * @throws InvalidInputException if the file is damaged
   */
  public boolean has(String path) {
    return at(path, () -> find(path)) != null;
  }

  /**
   * Returns the names of a group's members in the file's order, or an empty set if there is no such
   * group.
   *
   * @throws InvalidInputException if the file is damaged
   */
  public Set<String> names(String path) {
    Long address = at(path, () -> find(path));
    return address == null ? Set.of() : at(path, () -> linksOf(address)).keySet();
  }

  /**
   * Returns the texts of an attribute, or an empty list if there is no such attribute or object.
   *
   * @throws InvalidInputException if the file is damaged or the attribute is not text
   */
  public List<String> texts(String path, String attribute) {
    return at(path + "@" + attribute, () -> attributeTexts(path, attribute));
  }

  /**
   * Reads a dataset.
   *
   * @throws InvalidInputException if there is no dataset at the path, it is not of floating-point
   *     numbers, or the file is damaged
   */
  public Hdf5Dataset dataset(String path) {
    return at(
        path,
        () -> {
          Long address = find(path);
          if (address == null) {
            throw new Damage("the file refers to this path, but contains no object there");
          }
          ObjectHeader header = header(address);
          return opaque.contains(address)
              ? Datasets.of(storage, header, FloatFormat.ofOpaquePairs(declared(path)))
              : Datasets.of(storage, header);
        });
  }

  private Optional<String> declared(String path) {
    return attributeTexts(path, DATA_TYPE).stream().findFirst();
  }

  private List<String> attributeTexts(String path, String attribute) {
    Long address = find(path);
    if (address == null) {
      return List.of();
    }
    return header(address).getMessagesOfType(AttributeMessage.class).stream()
        .filter(message -> message.getName().equals(attribute))
        .findFirst()
        .map(texts::of)
        .orElse(List.of());
  }

  private long rootHeader() {
    if (storage.getSuperblock() instanceof SuperblockV2V3 latest) {
      return latest.getRootGroupObjectHeaderAddress();
    }
    SuperblockV0V1 first = (SuperblockV0V1) storage.getSuperblock();
    long entry = first.getRootGroupSymbolTableAddress() - first.getBaseAddressByte();
    return new SymbolTableEntry(storage, entry).getObjectHeaderAddress();
  }

  private @Nullable Long find(String path) {
    Long address = root;
    for (String part : path.split("/", -1)) {
      if (address != null && !part.isEmpty()) {
        address = linksOf(address).get(part);
      }
    }
    return address;
  }

  private Map<String, Long> linksOf(long address) {
    return links.computeIfAbsent(address, at -> Links.of(storage, header(at)));
  }

  private ObjectHeader header(long address) {
    return headers.computeIfAbsent(address, opaque::header);
  }

  private static java.nio.ByteBuffer mapped(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new Damage("it has %d bytes, more than 2 GiB".formatted(channel.size()));
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (IOException e) {
      throw new Damage("it cannot be read: " + e);
    }
  }

  /**
   * Runs a reading operation and converts each of its exceptions to one that names file and path.
   */
  private <T extends @Nullable Object> T at(String path, Supplier<T> operation) {
    try {
      return operation.get();
    } catch (StackOverflowError e) {
      throw damaged(path, "its references form a cycle");
    } catch (RuntimeException e) {
      throw damaged(path, reason(e));
    }
  }

  private InvalidInputException damaged(String path, String reason) {
    return new InvalidInputException(
        "weights (%s) must be a readable HDF5 file; at /%s: %s; save the file again"
            .formatted(name, path, reason));
  }

  /** Returns the message of the innermost cause, which describes the fault, on one line. */
  private static String reason(Throwable problem) {
    Throwable inner = problem;
    while (inner.getCause() != null && inner.getCause() != inner) {
      inner = inner.getCause();
    }
    String text =
        inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
    return String.join(" ", text.lines().toList());
  }
}

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
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An HDF5 file to read: its groups, text attributes and datasets of floating point numbers, by
 * paths such as {@code layers/conv2d/vars/0}; the root's path is empty. The file is mapped, not
 * loaded, and mapped as long as this object is in use.
 *
 * <p>The file is not trusted: one that is damaged, or lies about itself, ends in an {@link
 * InvalidInputException} that names the file and the place.
 */
public final class Hdf5File {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};

  private final String name;
  private final Storage storage;
  private final Texts texts;
  private final long root;
  private final Map<Long, ObjectHeader> headers = new HashMap<>();
  private final Map<Long, Map<String, Long>> links = new HashMap<>();

  private Hdf5File(Path file, String name) {
    this.name = name;
    storage = at("", () -> new Storage(mapped(file)));
    texts = new Texts(storage);
    root = at("", this::rootHeader);
  }

  /**
   * Opens a file.
   *
   * @param name what errors call it
   * @throws InvalidInputException if it cannot be read or is no HDF5
   */
  public static Hdf5File open(Path file, String name) {
    return new Hdf5File(file, name);
  }

  /**
   * Whether a file begins as HDF5 does.
   *
   * @throws InvalidInputException if it cannot be read
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

  /** Whether there is a group or dataset at this path. */
  public boolean has(String path) {
    return at(path, () -> find(path)) != null;
  }

  /** The names in a group, in the file's order; none if there is no such group. */
  public Set<String> names(String path) {
    Long address = at(path, () -> find(path));
    return address == null ? Set.of() : at(path, () -> linksOf(address)).keySet();
  }

  /** The texts of an attribute; none if there is no such attribute or group. */
  public List<String> texts(String path, String attribute) {
    return at(path + "@" + attribute, () -> attributeTexts(path, attribute));
  }

  /**
   * A dataset.
   *
   * @throws InvalidInputException if there is none, or it is not of floating point numbers
   */
  public Hdf5Dataset dataset(String path) {
    return at(
        path,
        () -> {
          Long address = find(path);
          if (address == null) {
            throw new Damage("it names this place and has nothing there");
          }
          return Datasets.of(storage, header(address));
        });
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
    return headers.computeIfAbsent(address, at -> ObjectHeader.readObjectHeader(storage, at));
  }

  private static java.nio.ByteBuffer mapped(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new Damage("it has %d bytes, and 2 GiB are read".formatted(channel.size()));
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (IOException e) {
      throw new Damage("it cannot be read: " + e);
    }
  }

  /** Does a piece of reading; whatever goes wrong in it is said with the file and the place. */
  private <T extends @Nullable Object> T at(String place, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (StackOverflowError e) {
      throw damaged(place, "it leads round in circles");
    } catch (RuntimeException e) {
      throw damaged(place, reason(e));
    }
  }

  private InvalidInputException damaged(String place, String reason) {
    return new InvalidInputException(
        "weights (%s) must be sound HDF5; at /%s: %s; save the file again"
            .formatted(name, place, reason));
  }

  /** The innermost cause says what was found; on one line. */
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

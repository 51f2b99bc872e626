package dev.nasnet.internal.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads files that are not HDF5, that are damaged or that contain false sizes: each results in an
 * error of one line that names the file and the path.
 */
@Timeout(20)
class HostileFilesTest {
  private static final long OBJECT = 1024;

  @TempDir private Path folder;

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.h5"), "not HDF5 at all, but long enough");
    assertThat(Hdf5File.isHdf5(text)).isFalse();
    refused(() -> Hdf5File.open(text, "text.h5"), "text.h5");
    Path signature = Files.write(folder.resolve("signature.h5"), Arrays.copyOf(sound(), 8));
    assertThat(Hdf5File.isHdf5(signature)).isTrue();
    refused(() -> Hdf5File.open(signature, "signature.h5"), "signature.h5");
    refused(() -> Hdf5File.isHdf5(folder.resolve("none.h5")), "cannot be read");
  }

  @Test
  void aTruncatedFileIsRefusedOnOpening() throws IOException {
    byte[] sound = sound();
    Path file = Files.write(folder.resolve("cut.h5"), Arrays.copyOf(sound, sound.length / 2));
    refused(() -> Hdf5File.open(file, "cut.h5"), "the end is missing");
  }

  @Test
  void aShapeLargerThanTheFileAllocatesNothing() throws IOException {
    for (List<Integer> shape :
        List.of(
            List.of(1 << 30, 1),
            List.of(Integer.MAX_VALUE),
            List.of(1 << 30, 1 << 30, 1 << 30),
            List.of(1024, 1024))) {
      Path file =
          new HandMade(8192)
              .rootWith("a", OBJECT)
              .header(
                  OBJECT,
                  Messages.dataspace(shape),
                  Messages.float32(),
                  Messages.noFillValue(),
                  Messages.contiguous(4096, 64))
              .write(folder);
      refused(() -> Hdf5File.open(file, "big.h5").dataset("a"), "weights (big.h5)", "at /a:");
    }
  }

  /**
   * Datatype messages of class 5 (opaque), 4 (bit field) and 3 (text). {@code KerasModelsTest}
   * reads h5py's own bfloat16, which is opaque without a tag.
   */
  @Test
  void whatIsNotBfloat16IsRefused() throws IOException {
    byte[] four = Messages.buffer(8).put(new byte[] {0x15, 0, 0, 0}).putInt(4).array();
    byte[] tagged = Messages.buffer(16).put(new byte[] {0x15, 8, 0, 0}).putInt(2).array();
    byte[] text = Messages.buffer(8).put(new byte[] {0x13, 0, 0, 0}).putInt(2).array();
    byte[] bits =
        Messages.buffer(12)
            .put(new byte[] {0x14, 0, 0, 0})
            .putInt(2)
            .putShort((short) 0)
            .putShort((short) 16)
            .array();
    for (byte[] type : List.of(tagged, text, bits)) {
      Path file = ofType(type);
      refused(
          () -> Hdf5File.open(file, "b.h5").dataset("a"), "weights (b.h5)", "not floating point");
    }
    Path other = ofType(four);
    refused(() -> Hdf5File.open(other, "b.h5").dataset("a"), "weights (b.h5)", "at /a");
  }

  /** A dataset of four numbers, the upper halves of float32's 1, -2.5, 2⁻¹²⁶ and infinity. */
  private Path ofType(byte[] type) throws IOException {
    byte[] values =
        new byte[] {(byte) 0x80, 0x3f, 0x20, (byte) 0xc0, (byte) 0x80, 0, (byte) 0x80, 0x7f};
    return new HandMade(8192)
        .rootWith("a", OBJECT)
        .header(
            OBJECT,
            Messages.dataspace(List.of(4)),
            Messages.message(0x03, type),
            Messages.noFillValue(),
            Messages.contiguous(4096, 8))
        .put(4096, values)
        .write(folder);
  }

  @Test
  void aChunkThatIsMissingOrCutOrABombIsRefused() throws IOException {
    byte[] zeros = gzip(new byte[64 << 20]);
    byte[] sixteen = gzip(new byte[64]);
    Path sound = chunked(List.of(4, 4), List.of(4, 4), sixteen, sixteen.length);
    assertThat(Hdf5File.open(sound, "c").dataset("a").values()).hasSize(16).containsOnly(0f);
    // Of the 64 MB, only the 64 bytes of the chunk are decompressed.
    Path bomb = chunked(List.of(4, 4), List.of(4, 4), zeros, zeros.length);
    assertThat(Hdf5File.open(bomb, "c").dataset("a").values()).hasSize(16);
    Path cut = chunked(List.of(4, 4), List.of(4, 4), sixteen, sixteen.length / 2);
    refused(() -> Hdf5File.open(cut, "c").dataset("a"), "a chunk");
    Path missing = chunked(List.of(8, 4), List.of(4, 4), sixteen, sixteen.length);
    refused(() -> Hdf5File.open(missing, "c").dataset("a"), "No chunk with offset [4, 0]");
    Path huge = chunked(List.of(4, 4), List.of(1 << 15, 1 << 15), sixteen, sixteen.length);
    refused(() -> Hdf5File.open(huge, "c").dataset("a"), "1 chunks of 1073741824 values");
    Path many = chunked(List.of(1 << 15, 1 << 15), List.of(1, 1), sixteen, sixteen.length);
    refused(() -> Hdf5File.open(many, "c").dataset("a"), "claims more than");
  }

  @Test
  void readingACycleEnds() throws IOException {
    Path self = new HandMade(4096).rootWith("self", HandMade.ROOT).write(folder);
    assertThat(Hdf5File.open(self, "self.h5").has("self/self/self/none")).isFalse();
    byte[] round = HandMade.continuation(OBJECT, 32);
    byte[] block = Messages.buffer(32).put("OCHK".getBytes()).put(round).array();
    Path continued =
        new HandMade(4096).header(HandMade.ROOT, round).put(OBJECT, block).write(folder);
    refused(() -> Hdf5File.open(continued, "round.h5").has("a"), "weights (round.h5)", "at /a:");
    Path tree = oldGroup(new HandMade(1 << 16).put(OBJECT, HandMade.groupNode(2, OBJECT)));
    refused(() -> Hdf5File.open(tree, "tree.h5").has("a"), "weights (tree.h5)");
  }

  /** The tree has no cycle, but 2⁵⁰ paths from its root to its leaf. */
  @Test
  void aTreeWithMeetingBranchesIsRefused() throws IOException {
    HandMade file = new HandMade(1 << 16);
    for (int level = 0; level < 50; level++) {
      long node = OBJECT + level * 256L;
      file.put(node, HandMade.groupNode(2, node + 256));
    }
    file.put(OBJECT + 50 * 256, emptyLeaf());
    Path path = oldGroup(file);
    refused(() -> Hdf5File.open(path, "dag.h5").has("a"), "it claims more than a file of 65536");
  }

  @Test
  void aTextOfFourGigabytesAndManyNamesOfOneTextAreRefused() throws IOException {
    byte[] small = Blocks.heap(List.of(new byte[100]));
    Path tooLong = texts(small, 1, 0xFFFFFFFF);
    refused(
        () -> Hdf5File.open(tooLong, "t.h5").texts("", "t"), "a text of 4294967295 bytes", "/@t");
    byte[] large = Blocks.heap(List.of(new byte[1 << 20]));
    assertThat(Hdf5File.open(texts(large, 4, 1 << 20), "t").texts("", "t")).hasSize(4);
    Path many = texts(large, 4000, 1 << 20);
    refused(() -> Hdf5File.open(many, "m.h5").texts("", "t"), "claims more than");
  }

  /** After a change of any bytes, the file is either read or refused with an error of one line. */
  @Test
  void changedBytesResultInOneLineErrors() throws IOException {
    Path file = folder.resolve("changed.h5");
    Random random = new Random(1);
    byte[] sound = sound();
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] changed = sound.clone();
      for (int k = 0; k <= i % 3; k++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Files.write(file, changed);
      try {
        Hdf5File hdf5 = Hdf5File.open(file, "changed.h5");
        hdf5.texts("g", "names");
        hdf5.texts("", "t");
        hdf5.dataset("g/a");
      } catch (InvalidInputException e) {
        assertThat(e).hasMessageStartingWith("weights (changed.h5)").hasMessageNotContaining("\n");
        refused++;
      }
    }
    // This control holds because checksums cover most of the small file.
    assertThat(refused).isGreaterThan(20);
  }

  private static void refused(ThrowingCallable operation, String... parts) {
    assertThatThrownBy(operation)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private Path oldGroup(HandMade file) throws IOException {
    return file.header(HandMade.ROOT, HandMade.symbolTable(OBJECT, 512))
        .put(512, HandMade.localHeap(600, 64))
        .write(folder);
  }

  private static byte[] emptyLeaf() {
    byte[] leaf = HandMade.groupNode(0, 0);
    leaf[5] = 0;
    return leaf;
  }

  private Path chunked(List<Integer> shape, List<Integer> chunk, byte[] data, int claimed)
      throws IOException {
    List<byte[]> messages = new ArrayList<>();
    messages.add(Messages.dataspace(shape));
    messages.add(Messages.float32());
    messages.add(Messages.noFillValue());
    messages.addAll(HandMade.gzipChunks(2048, chunk));
    return new HandMade(8192 + data.length)
        .rootWith("a", OBJECT)
        .header(OBJECT, messages.toArray(byte[][]::new))
        .put(2048, HandMade.chunkLeaf(shape.size(), claimed, 4096))
        .put(4096, data)
        .write(folder);
  }

  private Path texts(byte[] heap, int count, int length) throws IOException {
    long at = 1 << 17;
    return new HandMade((int) at + heap.length)
        .header(
            HandMade.ROOT,
            Messages.linkInfo(),
            Messages.groupInfo(),
            HandMade.texts("t", count, length, at))
        .put(at, heap)
        .write(folder);
  }

  private static byte[] sound() throws IOException {
    Hdf5Group root = new Hdf5Group();
    root.text("t", "a text");
    Hdf5Group group = root.group("g");
    group.texts("names", List.of("one", "two"));
    group.dataset("a", List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});
    return bytes(root);
  }

  private static byte[] bytes(Hdf5Group root) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Hdf5Writer(root).writeTo(out);
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(plain);
    }
    return out.toByteArray();
  }
}

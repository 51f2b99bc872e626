package dev.nasnet.data.files;

import dev.nasnet.internal.files.Sha256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which images are held out: of each class those with the lowest hashes, as many as come closest to
 * the share. The choice does not depend on the images' order, and images that are added later
 * change it for few others. A class keeps at least one image on either side; images of equal hashes
 * are the same image and stay together, so that a class of one image, however often it is there, is
 * trained on. With a share of 1 all are held out.
 *
 * @param share at least 0, at most 1; 0 holds nothing out
 */
public record HoldoutRule(double share) {
  /** Marks what belongs to neither part: an image that cannot be used. */
  public static final int NEITHER = -1;

  /**
   * {@return the hash of what identifies an image: the first 64 bits of its SHA-256}
   *
   * @param identity the path within the data, or the bytes of a record
   */
  public static long hash(byte[] identity) {
    return ByteBuffer.wrap(new Sha256().add(identity).digest()).getLong();
  }

  /**
   * Chooses.
   *
   * @param hashes one of each image
   * @param labels their classes; {@link #NEITHER} for an image that is not used
   * @return whether each image is held out; false for those that are not used
   */
  public boolean[] heldOut(long[] hashes, int[] labels) {
    boolean[] held = new boolean[hashes.length];
    int[] order =
        IntStream.range(0, hashes.length)
            .filter(i -> labels[i] != NEITHER)
            .boxed()
            .sorted(
                (a, b) ->
                    labels[a] == labels[b]
                        ? Long.compareUnsigned(hashes[a], hashes[b])
                        : Integer.compare(labels[a], labels[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    int from = 0;
    for (int at = 1; at <= order.length; at++) {
      if (at == order.length || labels[order[at]] != labels[order[from]]) {
        int[] ofClass = Arrays.copyOfRange(order, from, at);
        for (int i = 0; i < count(hashes, ofClass); i++) {
          held[ofClass[i]] = true;
        }
        from = at;
      }
    }
    return held;
  }

  /** How many of a class's images, sorted by hash, are held out. */
  private int count(long[] hashes, int[] ofClass) {
    if (share >= 1 || share == 0) {
      return share == 0 ? 0 : ofClass.length;
    }
    double wanted = ofClass.length * share;
    int best = 0;
    for (int at = 1; at < ofClass.length; at++) {
      boolean between = hashes[ofClass[at - 1]] != hashes[ofClass[at]];
      if (between && (best == 0 || Math.abs(at - wanted) <= Math.abs(best - wanted))) {
        best = at;
      }
    }
    return best;
  }
}

package dev.nasnet.pretrained;

import java.net.URI;

/**
 * A file that is published.
 *
 * @param cacheName the name that Keras gives the file in its cache, such as {@code
 *     nasnet_mobile.h5}
 * @param folder the URL of the folder that contains the file, ending with a slash
 * @param name the name of the file in that folder, such as {@code NASNet-mobile.h5}
 * @param md5 the MD5 of the file, 32 lowercase hexadecimal digits
 */
record PublishedFile(String cacheName, String folder, String name, String md5) {
  /** Returns the URL of the file. */
  URI source() {
    return URI.create(folder + name);
  }

  /** Returns the same file in another folder, that of a mirror. */
  PublishedFile in(String otherFolder) {
    return new PublishedFile(cacheName, otherFolder, name, md5);
  }
}

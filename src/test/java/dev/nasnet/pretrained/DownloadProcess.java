package dev.nasnet.pretrained;

import java.nio.file.Path;

/** A process that downloads a file: URL of the folder, name, MD5, cache. */
public final class DownloadProcess {
  private DownloadProcess() {}

  /** Downloads the file and prints its path. */
  public static void main(String[] arguments) {
    PublishedFile file =
        new PublishedFile("nasnet_mobile.h5", arguments[0], arguments[1], arguments[2]);
    Path path =
        new CachedFile(file, Path.of(arguments[3]), Patience.USUAL, new RecordingListener())
            .require();
    System.out.println(path);
  }
}

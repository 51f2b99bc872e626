package dev.nasnet.pretrained;

/** Receives the progress of downloads, in the thread that downloads. */
public interface DownloadListener {
  /**
   * Receives a line of text for the user, such as the address from which a file is downloaded.
   *
   * @param line one line without a line feed
   */
  void onMessage(String line);

  /**
   * Receives the progress, several times a second and at the end of a file.
   *
   * @param progress the bytes that were received so far, and the size of the file
   */
  void onProgress(DownloadProgress progress);

  /** {@return a listener that does nothing} */
  static DownloadListener none() {
    return new DownloadListener() {
      @Override
      public void onMessage(String line) {}

      @Override
      public void onProgress(DownloadProgress progress) {}
    };
  }
}

package dev.nasnet.pretrained;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it receives. */
final class RecordingListener implements DownloadListener {
  final List<String> lines = new CopyOnWriteArrayList<>();
  final List<DownloadProgress> progress = new CopyOnWriteArrayList<>();

  @Override
  public void onMessage(String line) {
    lines.add(line);
  }

  @Override
  public void onProgress(DownloadProgress one) {
    progress.add(one);
  }
}

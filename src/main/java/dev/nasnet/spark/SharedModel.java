package dev.nasnet.spark;

import dev.nasnet.image.DecodeOptions;
import dev.nasnet.inference.ImageModel;
import dev.nasnet.inference.ThreadConfig;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Manages the native sessions of an executor's process. There is one session for each bundle,
 * shared by all tasks that hold a lease on it. A session without leases stays open for the next
 * task until another bundle is opened or the process ends.
 */
public final class SharedModel {
  private static final Map<Key, SharedModel> OPEN = new HashMap<>();
  private static int openedSessions;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(SharedModel::closeAll, "nasnet-close"));
  }

  private final ImageModel model;
  private int leases;

  private SharedModel(ImageModel model) {
    this.model = model;
  }

  /** The properties by which sessions are shared. */
  private record Key(String sha256, DecodeOptions decoding, ThreadConfig threads) {}

  /** The right of a task to use a session. It must be closed at the end of the task. */
  static final class Lease implements AutoCloseable {
    private final SharedModel shared;
    private boolean closed;

    private Lease(SharedModel shared) {
      this.shared = shared;
      shared.leases++;
    }

    ImageModel model() {
      return shared.model;
    }

    @Override
    public void close() {
      synchronized (OPEN) {
        if (!closed) {
          closed = true;
          shared.leases--;
        }
      }
    }
  }

  /**
   * Returns a lease on the session of a bundle. The first task opens the session; other tasks wait
   * until it is open.
   *
   * @param sha256 the SHA-256 of the bundle
   * @param bundle the supplier of the bundle, called only if there is no open session
   * @param decoding how image files are decoded
   * @param threads the numbers of TensorFlow's threads
   * @throws FailureException if the bundle cannot be unpacked or loaded
   */
  static Lease lease(
      String sha256,
      Supplier<BroadcastBundle> bundle,
      DecodeOptions decoding,
      ThreadConfig threads) {
    Key key = new Key(sha256, decoding, threads);
    synchronized (OPEN) {
      SharedModel shared = OPEN.get(key);
      if (shared == null) {
        closeIdle();
        shared = new SharedModel(open(bundle.get(), decoding, threads));
        openedSessions++;
        OPEN.put(key, shared);
      }
      return new Lease(shared);
    }
  }

  /** Closes the sessions without leases. */
  public static void closeIdle() {
    synchronized (OPEN) {
      Iterator<SharedModel> all = OPEN.values().iterator();
      while (all.hasNext()) {
        SharedModel shared = all.next();
        if (shared.leases == 0) {
          all.remove();
          shared.model.close();
        }
      }
    }
  }

  /**
   * Counts the sessions of this process.
   *
   * @param opened the number of all sessions opened so far
   * @param open the number of sessions that are open now
   */
  record Counts(int opened, int open) {}

  static Counts counts() {
    synchronized (OPEN) {
      return new Counts(openedSessions, OPEN.size());
    }
  }

  /** Returns the prefix of the names of this process's temporary folders. */
  static String prefix() {
    return "nasnet-" + ProcessHandle.current().pid() + "-";
  }

  private static void closeAll() {
    synchronized (OPEN) {
      OPEN.values().forEach(shared -> shared.model.close());
      OPEN.clear();
    }
  }

  /**
   * Opens a session from temporary files. TensorFlow reads all files while it loads the bundle, so
   * the files are deleted before the first task runs.
   */
  private static ImageModel open(
      BroadcastBundle bundle, DecodeOptions decoding, ThreadConfig threads) {
    try {
      Path folder = Files.createTempDirectory(prefix());
      Thread sweep = new Thread(() -> delete(folder), "nasnet-sweep");
      Runtime.getRuntime().addShutdownHook(sweep);
      try {
        bundle.unpack(folder);
        return ImageModel.open(folder, decoding, threads);
      } finally {
        delete(folder);
        Runtime.getRuntime().removeShutdownHook(sweep);
      }
    } catch (IOException e) {
      throw new FailureException("the model cannot be unpacked on an executor: " + e, e);
    }
  }

  private static void delete(Path folder) {
    try {
      AtomicWrites.deleteTree(folder);
    } catch (IOException e) {
      // A remaining folder among the system's temporary files is no reason to fail the job.
    }
  }
}

package dev.nasnet.spark;

import dev.nasnet.image.PixelLimit;
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
 * The native sessions of this process, an executor's: one a bundle, shared by all tasks that hold a
 * lease on it. A session that nobody holds stays open for the next task, until another bundle is
 * opened or the process ends.
 */
final class SharedModel {
  private static final Map<Key, SharedModel> OPEN = new HashMap<>();
  private static int opened;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(SharedModel::closeAll, "nasnet-close"));
  }

  private final ImageModel model;
  private int leases;

  private SharedModel(ImageModel model) {
    this.model = model;
  }

  /** What makes two sessions the same. */
  private record Key(String sha256, PixelLimit limit, ThreadConfig threads) {}

  /** A task's hold on a session. Close it when the task ends. */
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
   * Takes a lease. The first task opens the session; those that come meanwhile wait for it.
   *
   * @param sha256 the shipment's
   * @param shipment asked only where the bundle is not open
   * @throws FailureException if the bundle cannot be unpacked or loaded
   */
  static Lease lease(
      String sha256, Supplier<BroadcastBundle> shipment, PixelLimit limit, ThreadConfig threads) {
    Key key = new Key(sha256, limit, threads);
    synchronized (OPEN) {
      SharedModel shared = OPEN.get(key);
      if (shared == null) {
        closeIdle();
        shared = new SharedModel(open(shipment.get(), limit, threads));
        opened++;
        OPEN.put(key, shared);
      }
      return new Lease(shared);
    }
  }

  /** Closes the sessions that nobody holds. */
  static void closeIdle() {
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

  /** How many sessions this process opened so far, and how many of them are open. */
  record Counts(int opened, int open) {}

  static Counts counts() {
    synchronized (OPEN) {
      return new Counts(opened, OPEN.size());
    }
  }

  /** What this process's temporary folders begin with. */
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
   * TensorFlow reads all files while it loads them, so that they are gone before the first task.
   */
  private static ImageModel open(BroadcastBundle shipment, PixelLimit limit, ThreadConfig threads) {
    try {
      Path folder = Files.createTempDirectory(prefix());
      Thread sweep = new Thread(() -> delete(folder), "nasnet-sweep");
      Runtime.getRuntime().addShutdownHook(sweep);
      try {
        shipment.unpack(folder);
        return ImageModel.open(folder, limit, threads);
      } finally {
        delete(folder);
        Runtime.getRuntime().removeShutdownHook(sweep);
      }
    } catch (IOException e) {
      throw new FailureException("model cannot be unpacked on an executor: " + e, e);
    }
  }

  private static void delete(Path folder) {
    try {
      AtomicWrites.deleteTree(folder);
    } catch (IOException e) {
      // A folder in the system's temporary one is not worth a job.
    }
  }
}

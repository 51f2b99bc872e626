package dev.nasnet.weights;

import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/**
 * Recognizes what {@code torch.save} writes: a pickle, or a zip that contains one. A pickle is a
 * program, so that it is refused unread.
 */
final class PyTorchPickle {
  private static final int PICKLE = 0x80;
  private static final int HIGHEST_PROTOCOL = 5;
  private static final String IN_ZIP = "/data.pkl";

  private PyTorchPickle() {}

  /**
   * Refuses a pickle.
   *
   * @throws InvalidInputException with the command that converts the file, if it is one
   */
  static void refuse(Path file) {
    if (isPickle(file) || isZipWithPickle(file)) {
      throw new InvalidInputException(
          "weights (%s) must not be a pickle of PyTorch, which is a program; convert it: python -c \"%s\" %s NAME.safetensors"
              .formatted(
                  file,
                  "import sys, torch, safetensors.torch as s;"
                      + " d = torch.load(sys.argv[1], map_location='cpu', weights_only=True);"
                      + " s.save_file({k: v.contiguous() for k, v in d.items()}, sys.argv[2])",
                  file));
    }
  }

  private static boolean isPickle(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      int first = stream.read();
      int second = stream.read();
      return first == PICKLE && second >= 2 && second <= HIGHEST_PROTOCOL;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isZipWithPickle(Path file) {
    if (!KerasZip.isZip(file)) {
      return false;
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().anyMatch(entry -> entry.getName().endsWith(IN_ZIP));
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}

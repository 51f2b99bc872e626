package dev.nasnet.cli;

import dev.nasnet.data.DataSource;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import org.tensorflow.exceptions.TensorFlowException;

/** Finds the image at which a pipeline failed, since TensorFlow's error does not name it. */
final class BadImageDiagnosis {
  private BadImageDiagnosis() {}

  /**
   * Runs a task that reads a source's images.
   *
   * @throws FailureException naming the image, if the task failed and an image cannot be decoded
   */
  static void of(DataSource source, Runnable work) {
    try {
      work.run();
    } catch (InvalidInputException e) {
      throw e;
    } catch (FailureException | TensorFlowException | IllegalArgumentException e) {
      throw source
          .undecodable()
          .<RuntimeException>map(image -> new FailureException(image, e))
          .orElse(e);
    }
  }
}

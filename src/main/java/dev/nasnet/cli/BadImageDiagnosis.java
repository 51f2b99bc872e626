package dev.nasnet.cli;

import dev.nasnet.data.DataSource;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import org.tensorflow.exceptions.TensorFlowException;

/** Names the image at which a pipeline failed: TensorFlow does not. */
final class BadImageDiagnosis {
  private BadImageDiagnosis() {}

  /**
   * Does work on a source's images.
   *
   * @throws FailureException naming the image, where one cannot be decoded
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

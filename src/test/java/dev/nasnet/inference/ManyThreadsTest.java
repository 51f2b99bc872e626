package dev.nasnet.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.data.DigitImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One classifier asked by 32 threads, and closed while they ask. */
@Timeout(60)
@Tag("slow")
class ManyThreadsTest {
  private static final Path MODEL = Path.of("savedmodels", "digits");
  private static final int THREADS = 32;
  private static final int TIMES = 2;

  private static final List<byte[]> IMAGES = DigitImages.png(3);

  @Test
  void anyThreadHasTheAnswersOfOne() throws Exception {
    try (Classifier classifier = Classifier.open(MODEL)) {
      List<List<Prediction>> alone = answers(classifier);
      for (List<List<Prediction>> answers : atOnce(() -> answers(classifier))) {
        assertThat(answers).isEqualTo(alone);
      }
    }
  }

  @Test
  void closingLetsCallsFinishOrSaysThatItIsClosed() throws Exception {
    for (int round = 0; round < 2; round++) {
      Classifier classifier = Classifier.open(MODEL);
      List<Prediction> right = classifier.classify(IMAGES.get(0), 10);
      CountDownLatch asked = new CountDownLatch(THREADS);
      AtomicInteger finished = new AtomicInteger();
      Callable<Throwable> asking =
          () -> {
            try {
              while (true) {
                assertThat(classifier.classify(IMAGES.get(0), 10)).isEqualTo(right);
                finished.incrementAndGet();
                asked.countDown();
              }
            } catch (RuntimeException e) {
              return e;
            }
          };
      Thread closing =
          new Thread(
              () -> {
                await(asked);
                classifier.close();
                classifier.close();
              });
      closing.start();
      for (Throwable end : atOnce(asking)) {
        assertThat(end)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("the classifier is closed; open the model again");
      }
      closing.join();
      assertThat(finished.get()).isGreaterThanOrEqualTo(THREADS);
      assertThatThrownBy(() -> classifier.classify(IMAGES.get(0), 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static List<List<Prediction>> answers(Classifier classifier) {
    List<List<Prediction>> answers = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      IMAGES.forEach(image -> answers.add(classifier.classify(image, 10)));
    }
    return answers;
  }

  private static <T> List<T> atOnce(Callable<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<T> results = new ArrayList<>();
      List<Callable<T>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(work);
      }
      for (Future<T> result : threads.invokeAll(all)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

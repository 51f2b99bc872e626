package dev.nasnet.faults;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs test classes of a class loader. */
final class FaultTests {
  private static final long MOST_MINUTES = 5;

  /**
   * Returns what failed, in words.
   *
   * @param loader the loader of the tests and of what they test
   * @param tests the names of the test classes
   */
  List<String> failures(ClassLoader loader, List<String> tests) {
    FutureTask<List<String>> task = new FutureTask<>(() -> run(tests));
    Thread thread = new Thread(task, "tests");
    thread.setContextClassLoader(loader);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(MOST_MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      return List.of("the tests do not end");
    } catch (ExecutionException e) {
      return List.of(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> run(List<String> tests) {
    Launcher launcher = LauncherFactory.create();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(tests.stream().map(DiscoverySelectors::selectClass).toList())
            .filters(TagFilter.excludeTags("nightly", "interop", "spark"))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    launcher.execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    if (summary.getTestsSucceededCount() + summary.getTotalFailureCount() == 0) {
      return List.of("no test ran");
    }
    return summary.getFailures().stream()
        .map(
            failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
        .toList();
  }
}

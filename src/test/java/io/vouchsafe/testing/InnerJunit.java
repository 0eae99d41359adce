package io.vouchsafe.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs a test class in a JUnit of its own, inside a test. The outer run's listeners do not see it;
 * extensions that JUnit finds by itself are registered, with half a second of grace for threads.
 */
final class InnerJunit {
  private static final LauncherConfig NOTHING_OF_THE_OUTER_RUN =
      LauncherConfig.builder()
          .enableLauncherSessionListenerAutoRegistration(false)
          .enableLauncherDiscoveryListenerAutoRegistration(false)
          .enablePostDiscoveryFilterAutoRegistration(false)
          .enableTestExecutionListenerAutoRegistration(false)
          .build();

  private InnerJunit() {}

  /** Why tests and classes failed, by display name. */
  static Map<String, Throwable> failures(Class<?> test) {
    Map<String, Throwable> failures = new LinkedHashMap<>();
    run(
        test,
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(it -> failures.put(test.getDisplayName(), it));
          }
        });
    return failures;
  }

  static void run(Class<?> test, TestExecutionListener listener) {
    LauncherFactory.create(NOTHING_OF_THE_OUTER_RUN)
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(test))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .configurationParameter("vouchsafe.threads.grace", "PT0.5S")
                .build(),
            listener);
  }
}

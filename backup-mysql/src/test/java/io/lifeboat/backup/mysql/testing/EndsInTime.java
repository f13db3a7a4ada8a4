package io.lifeboat.backup.mysql.testing;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;

/** Ends dynamic tests that hang; JUnit's own time limit is for the method that makes them. */
final class EndsInTime implements InvocationInterceptor {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation,
      DynamicTestInvocationContext invocationContext,
      ExtensionContext extensionContext) {
    assertTimeoutPreemptively(LIMIT, invocation::proceed);
  }
}

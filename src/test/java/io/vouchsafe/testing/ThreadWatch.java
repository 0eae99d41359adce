package io.vouchsafe.testing;

import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.annotation.Annotation;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * An exception that ends a thread, virtual or not, fails the test that runs then, else its class;
 * and a class fails if a thread that began in it outlives it by more than five seconds, or by what
 * the configuration parameter {@code vouchsafe.threads.grace} says.
 *
 * <p>JUnit registers it for every test class by {@code META-INF/services}. Test classes run one
 * after another in a JVM, or it could not tell whose a thread is. It does not see an exception that
 * an executor keeps in a {@code Future}: a test has to call {@code get}.
 *
 * <p>Not counted: threads of the JDK, Quarkus, Vert.x, Netty, JUnit and Surefire, whose pools
 * outlive a class; and the application under a {@code @QuarkusTest}, or what says so by {@link
 * #applicationLives()}, with its {@link Stage}, which live until the last class of the JVM.
 */
public final class ThreadWatch implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(ThreadWatch.class);
  private static final String GRACE = "vouchsafe.threads.grace";
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String OURS = "io.vouchsafe.";
  private static final String QUARKUS_TEST = "io.quarkus.test.junit.";

  /** Threads in which only frames of the JDK are seen: names of pools that outlive their use. */
  private static final List<String> POOLS =
      List.of(
          "Attach Listener",
          "Cleaner-",
          "CompletableFutureDelayScheduler",
          "ForkJoinPool",
          "HttpClient-",
          "JFR ",
          "JVMCI",
          "Keep-Alive-",
          "MasterPoller",
          "Quarkus ",
          "Read-Poller",
          "SubPoller-",
          "VirtualThread-un",
          "Write-Poller",
          "executor-thread-",
          "junit-",
          "process reaper",
          "quarkus-scheduler-",
          "vert.x-",
          "vertx-");

  /** Whether Quarkus started an application in or beside this JVM, which ends with the JVM. */
  private static volatile boolean applicationLives;

  /** The application under test, with its {@link Stage}, lives until the last class of the JVM. */
  public static void applicationLives() {
    applicationLives = true;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Watch watch = watch(context);
    if (watch.classes++ == 0) {
      watch.newest = LivingThread.newestId();
    }
    if (isOfQuarkus(context.getRequiredTestClass())) {
      applicationLives();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    watch(context).failIfSomeThreadFailed();
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    Watch watch = watch(context);
    if (--watch.classes == 0) {
      watch.failIfSomeThreadIsLeft(
          context.getConfigurationParameter(GRACE, Duration::parse).orElse(DEFAULT_GRACE));
    }
    watch.failIfSomeThreadFailed();
  }

  private static Watch watch(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Watch.class, type -> new Watch(), Watch.class);
  }

  private static boolean isOfQuarkus(Class<?> test) {
    return Arrays.stream(test.getAnnotations())
        .map(Annotation::annotationType)
        .anyMatch(annotation -> annotation.getName().startsWith(QUARKUS_TEST));
  }

  /** What is known in one run of JUnit; the handler of before is back when it ends. */
  private static final class Watch implements UncaughtExceptionHandler, AutoCloseable {
    private record Failure(String thread, Throwable cause) {}

    private final UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();

    /** How many classes are under way: more than one where one is nested in another. */
    private int classes;

    private long newest;

    private Watch() {
      Thread.setDefaultUncaughtExceptionHandler(this);
    }

    @Override
    public void uncaughtException(Thread thread, Throwable cause) {
      failures.add(new Failure(thread.toString(), cause));
    }

    @Override
    public void close() {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }

    private void failIfSomeThreadFailed() {
      List<Failure> found = new ArrayList<>();
      for (Failure next = failures.poll(); next != null; next = failures.poll()) {
        found.add(next);
      }
      if (!found.isEmpty()) {
        AssertionError error =
            new AssertionError(
                "uncaught in " + String.join(", ", found.stream().map(Failure::thread).toList()));
        found.forEach(failure -> error.addSuppressed(failure.cause()));
        throw error;
      }
    }

    private void failIfSomeThreadIsLeft(Duration grace) throws InterruptedException {
      Instant end = Instant.now().plus(grace);
      List<LivingThread> left = left();
      while (!left.isEmpty() && Instant.now().isBefore(end)) {
        Thread.sleep(PAUSE);
        left = left();
      }
      if (!left.isEmpty()) {
        throw new AssertionError(
            "threads outlive their test class:\n"
                + String.join("\n", left.stream().map(LivingThread::toString).toList()));
      }
    }

    private List<LivingThread> left() {
      return LivingThread.after(newest).stream().filter(thread -> !outlivesAClass(thread)).toList();
    }

    private boolean outlivesAClass(LivingThread thread) {
      return thread
          .owner()
          .map(owner -> !owner.startsWith(OURS) || applicationLives && livesOn(owner))
          .orElseGet(() -> POOLS.stream().anyMatch(thread.name()::startsWith));
    }

    private static boolean livesOn(String owner) {
      return owner.equals(BreakingProxy.class.getName()) || isOfTheApplication(owner);
    }

    private static boolean isOfTheApplication(String type) {
      String file = type.replace('.', '/') + ".class";
      return Optional.ofNullable(ThreadWatch.class.getClassLoader().getResource(file))
          .map(URL::getPath)
          .filter(path -> !path.contains("/test-classes/"))
          .isPresent();
    }
  }
}

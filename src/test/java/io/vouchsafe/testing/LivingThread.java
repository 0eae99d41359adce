package io.vouchsafe.testing;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A thread that lives, platform or virtual. {@link Thread#getAllStackTraces} does not list virtual
 * threads, so they are taken from the JDK's own containers of threads. HotSpot's thread dump lists
 * them too, but that of JDK 25.0.3 crashes now and then on virtual threads that run.
 *
 * @param id the number that the JVM gave it; later threads have higher ones
 * @param name empty for a virtual thread without a name
 * @param stack its frames, innermost first, each as {@link StackTraceElement#toString} writes it
 */
record LivingThread(long id, String name, boolean virtual, List<String> stack) {
  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");
  private static final Optional<Containers> CONTAINERS = Containers.open();

  /** Whether virtual threads are seen: the JVM was started with {@code java.lang} open. */
  static boolean seesVirtualThreads() {
    return CONTAINERS.isPresent();
  }

  /** Every thread of this JVM that lives and has a higher number, those of executors too. */
  static List<LivingThread> after(long newest) {
    return CONTAINERS
        .map(Containers::threads)
        .orElseGet(() -> Thread.getAllStackTraces().keySet().stream())
        .filter(thread -> thread.threadId() > newest && thread.isAlive())
        .map(LivingThread::of)
        .toList();
  }

  /** A number that no living thread has and every later thread exceeds. */
  static long newestId() {
    return Thread.ofVirtual().unstarted(() -> {}).threadId();
  }

  private static LivingThread of(Thread thread) {
    return new LivingThread(
        thread.threadId(),
        thread.getName(),
        thread.isVirtual(),
        Arrays.stream(thread.getStackTrace()).map(StackTraceElement::toString).toList());
  }

  /** The class of the outermost frame that is not the JDK's: whose work this thread does. */
  Optional<String> owner() {
    return stack.reversed().stream()
        .map(LivingThread::className)
        .filter(name -> JDK.stream().noneMatch(name::startsWith))
        .findFirst();
  }

  /** Without the loader and the module that may stand before it, and without the method. */
  private static String className(String frame) {
    String method = frame.substring(0, frame.indexOf('('));
    String qualified = method.substring(method.lastIndexOf('/') + 1);
    return qualified.substring(0, qualified.lastIndexOf('.'));
  }

  @Override
  public String toString() {
    return "%s thread '%s' (%d)%n    at %s"
        .formatted(virtual ? "virtual" : "platform", name, id, String.join("\n    at ", stack));
  }

  /** {@code jdk.internal.vm.ThreadContainers}, a tree in which every living thread has a place. */
  private record Containers(Method root, Method children, Method members) {
    private static final String ROOM = "jdk.internal.vm";

    static Optional<Containers> open() {
      try {
        Method export = Module.class.getDeclaredMethod("implAddExportsToAllUnnamed", String.class);
        if (!export.trySetAccessible()) {
          return Optional.empty();
        }
        export.invoke(Object.class.getModule(), ROOM);
        Class<?> container = Class.forName(ROOM + ".ThreadContainer");
        return Optional.of(
            new Containers(
                Class.forName(ROOM + ".ThreadContainers").getMethod("root"),
                container.getMethod("children"),
                container.getMethod("threads")));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this JDK keeps its threads elsewhere", e);
      }
    }

    Stream<Thread> threads() {
      List<Thread> found = new ArrayList<>();
      addAll(call(root, null), found);
      return found.stream();
    }

    private void addAll(Object container, List<Thread> found) {
      ((Stream<?>) call(members, container)).forEach(thread -> found.add((Thread) thread));
      ((Stream<?>) call(children, container)).forEach(child -> addAll(child, found));
    }

    private static Object call(Method method, Object target) {
      try {
        return method.invoke(target);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

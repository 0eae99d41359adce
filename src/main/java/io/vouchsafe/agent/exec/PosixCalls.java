package io.vouchsafe.agent.exec;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Two calls of POSIX that the JDK does not have. The native program knows their shapes from {@code
 * reachability-metadata.json}.
 */
final class PosixCalls {
  private static final int STANDARD_INPUT = 0;

  private PosixCalls() {}

  /**
   * Sends a signal to a process (POSIX, kill).
   *
   * @return whether it was sent
   */
  static boolean kill(long process, int signal) {
    MethodHandle kill =
        handle(
            "kill",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      return (int) kill.invokeExact(Math.toIntExact(process), signal) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("kill cannot be called", e);
    }
  }

  /** Whether standard input is a terminal (POSIX, isatty). */
  static boolean readsFromTerminal() {
    MethodHandle isatty =
        handle("isatty", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      return (int) isatty.invokeExact(STANDARD_INPUT) == 1;
    } catch (Throwable e) {
      throw new IllegalStateException("isatty cannot be called", e);
    }
  }

  private static MethodHandle handle(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }
}

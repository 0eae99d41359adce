package io.vouchsafe.demo;

import io.vouchsafe.testing.Flags;
import java.util.Set;

/** {@code dev/up}: a platform in the foreground. */
public final class Up {
  private Up() {}

  public static void main(String[] arguments) {
    Flags flags = new Flags("up", arguments, Commands.PORTS, Set.of());
    flags.refuseOthers();
    Commands.run(
        "up",
        () -> {
          Commands.PlatformPorts ports = Commands.PlatformPorts.of(flags);
          Platform platform = Platform.start(ports.vault());
          Platform.Service service = platform.service(ports.service());
          service.place().write();
          System.out.println("ready");
          platform.waitForEnd(service);
        });
  }
}

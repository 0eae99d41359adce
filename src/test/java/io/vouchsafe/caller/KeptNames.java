package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store of names in memory, which several instances may share. */
final class KeptNames implements RevocationStore {
  final Set<String> names = new TreeSet<>();
  final List<String> calls = new CopyOnWriteArrayList<>();
  boolean up = true;
  boolean mayAdd = true;
  boolean answersAdds = true;

  /** Of the last call that listed. */
  Deadline listedUntil = Deadline.in(Duration.ZERO);

  /** Runs once, within the next call that lists, after its answer was made. */
  Runnable afterListing = () -> {};

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(5);
  }

  @Override
  public List<String> list(Deadline deadline) throws Fault {
    called("list");
    listedUntil = deadline;
    List<String> listed = List.copyOf(names);
    Runnable then = afterListing;
    afterListing = () -> {};
    then.run();
    return listed;
  }

  @Override
  public void add(String name, Deadline deadline) throws Fault {
    called("add");
    if (!mayAdd || !names.add(name)) {
      throw new Fault("Vault refuses the token or the request (403)", "allow it", true);
    }
    if (!answersAdds) {
      throw new Fault("Vault does not answer", "look at it", false);
    }
  }

  @Override
  public void remove(String name) throws Fault {
    called("remove");
    names.remove(name);
  }

  private void called(String call) throws Fault {
    calls.add(call);
    if (!up) {
      throw new Fault("Vault is sealed", "unseal it", false);
    }
  }
}

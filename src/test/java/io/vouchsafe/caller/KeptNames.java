package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A store of names in memory, which several instances may share. */
final class KeptNames implements RevocationStore {
  final Set<String> names = new TreeSet<>();
  final List<String> calls = new ArrayList<>();
  boolean up = true;
  boolean mayAdd = true;

  /** Runs once, within the next call that lists, after its answer was made. */
  Runnable afterListing = () -> {};

  @Override
  public List<String> list() throws Fault {
    called("list");
    List<String> listed = List.copyOf(names);
    Runnable then = afterListing;
    afterListing = () -> {};
    then.run();
    return listed;
  }

  @Override
  public Added add(String name, Deadline deadline) throws Fault {
    called("add");
    return mayAdd && names.add(name) ? Added.DONE : Added.DENIED;
  }

  @Override
  public void remove(String name) throws Fault {
    called("remove");
    names.remove(name);
  }

  private void called(String call) throws Fault {
    calls.add(call);
    if (!up) {
      throw new Fault("Vault is sealed", "unseal it");
    }
  }
}

package io.vouchsafe.agent.file;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.IssuerClient;
import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps the files of one workload fresh until it is closed: each is written at once, renewed when
 * {@link Renewal} says so, and tried again while that fails. The last token stays in a file, also
 * when it has expired: it is no worse than none, and says more.
 *
 * <p>A virtual thread for each file; at most eight ask the issuer at once.
 */
public final class Renewer implements AutoCloseable {
  private static final int ASKING_AT_ONCE = 8;

  private final List<FileKeeper> keepers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Renewer() {}

  /** Begins with the files of a workload that shows who it is to an issuer. */
  public static Renewer start(IssuerClient issuer, List<TokenFile> files, Watcher watcher) {
    return start(TokenSource.of(issuer), files, watcher, InstantSource.system());
  }

  /** Begins, with tokens from elsewhere. */
  public static Renewer start(
      TokenSource source, List<TokenFile> files, Watcher watcher, InstantSource clock) {
    return start(source, files, watcher, clock, new Together());
  }

  /**
   * What renewers of one issuer share: all of them together ask it eight times at once, and say
   * once that its clock is another.
   */
  public static final class Together {
    final Semaphore asking = new Semaphore(ASKING_AT_ONCE);
    final AtomicBoolean clocksDiffer = new AtomicBoolean();
  }

  /**
   * Begins, as one of several.
   *
   * @param together with the others
   */
  public static Renewer start(
      TokenSource source,
      List<TokenFile> files,
      Watcher watcher,
      InstantSource clock,
      Together together) {
    Renewer renewer = new Renewer();
    for (TokenFile file : files) {
      FileKeeper keeper = new FileKeeper(file, source, watcher, together, clock);
      renewer.keepers.add(keeper);
      renewer.threads.add(
          Thread.ofVirtual()
              .name("renew " + file.path())
              .inheritInheritableThreadLocals(false)
              .start(keeper));
    }
    return renewer;
  }

  /**
   * Waits until every file holds a token.
   *
   * @param longest how long it waits for an issuer that is away; a file that is refused, or cannot
   *     be written, is not waited for
   * @throws Fault of the first file that holds none
   */
  public void awaitFirst(Duration longest) throws Fault {
    Optional<FileStatus> missing = missing(Deadline.in(longest)).stream().findFirst();
    if (missing.isPresent()) {
      throw missing.get().whyMissing();
    }
  }

  /** The same, with all files that hold none. */
  public List<FileStatus> missing(Deadline deadline) throws Fault {
    try {
      for (FileKeeper keeper : keepers) {
        keeper.awaitFirst(deadline.remaining());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.unavailable("interrupted while the first tokens were awaited");
    }
    return statuses().stream().filter(status -> status.held().isEmpty()).toList();
  }

  /** How each file is, in the order in which they were given. */
  public List<FileStatus> statuses() {
    return keepers.stream().map(FileKeeper::status).toList();
  }

  /** Ends after the writes that are under way; what is asked of the issuer is not waited for. */
  @Override
  public void close() {
    keepers.forEach(FileKeeper::stop);
    threads.forEach(Thread::interrupt);
  }
}

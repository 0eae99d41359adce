package io.vouchsafe.agent.file;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.SaidOutage;
import io.vouchsafe.base.Outage;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What becomes of files, in few lines: one when renewals begin to fail, however many files there
 * are, one a minute while they do, one when all work again, and one for each file whose token has
 * expired.
 */
public final class RenewalLines implements Watcher {
  private final Consumer<String> say;
  private final Outage outage;
  private volatile boolean begun;

  /**
   * @param name what the files are called together, such as "token files of shop"
   */
  public RenewalLines(String name, InstantSource clock, Consumer<String> say) {
    this(SaidOutage.of(name, "", clock, say), say, true);
  }

  RenewalLines(Outage outage, Consumer<String> say, boolean begun) {
    this.outage = outage;
    this.say = say;
    this.begun = begun;
  }

  /**
   * The same, silent of failures until {@link #begin}: for who waits for the first tokens, and says
   * why there are none.
   */
  public static RenewalLines afterTheFirst(String name, InstantSource clock, Consumer<String> say) {
    return new RenewalLines(SaidOutage.of(name, "", clock, say), say, false);
  }

  /** The first tokens are there. */
  public void begin() {
    begun = true;
  }

  @Override
  public void renewed(TokenFile file) {
    outage.worked(file.path().toString());
  }

  @Override
  public void failed(TokenFile file, Fault fault, boolean good) {
    if (begun) {
      outage.failed(file.path().toString(), fault.getMessage() + remedy(fault));
    }
  }

  private static String remedy(Fault fault) {
    return switch (fault.code()) {
      case UNAVAILABLE -> "; tried again, and files keep their last tokens meanwhile";
      case REFUSED -> remedy(fault.status());
      case DONE, MISUSED, FILE -> "";
    };
  }

  private static String remedy(int status) {
    return switch (status) {
      case 400 -> "; change the audience or the ttl of the file";
      case 403 -> "; have the issuer allow it, or change the audience of the file";
      default ->
          "; replace the grant or the proof if it has expired, which is seen at once, or have the issuer allow it";
    };
  }

  @Override
  public void expired(TokenFile file) {
    say.accept(
        "the token in %s has expired, and relying parties refuse it; it is replaced as soon as the issuer gives another"
            .formatted(file.path()));
  }

  @Override
  public void noticed(TokenFile file, String line) {
    say.accept(line);
  }
}

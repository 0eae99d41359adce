package io.vouchsafe.testing;

/** What {@link Traffic} counted, in the words that every long run prints. */
public final class TrafficReport {
  private TrafficReport() {}

  /** Lines that end with a newline each. */
  public static String of(Traffic traffic) {
    return """
      tokens issued          %d under %d kids, with %d grants
      verifications          %d, all copies; %d tokens to their very end
      failed                 %d
      unknown kids           %d
      empty or short JWKS    %d of %d
      living grants refused  %d
      grants revoked         %d alone and %d times all of a job; %d times refused elsewhere, after %d ms at most, %d times to their end; %d accepted
      not held against it    %d without an answer or 503, %d JWKS of instances that are not ready, %d late
    """
        .formatted(
            traffic.issued.get(),
            traffic.tokensByKid.size(),
            traffic.grants.get(),
            traffic.verifications.get(),
            traffic.verifiedToTheEnd.get(),
            traffic.failed.get(),
            traffic.unknownKids.get(),
            traffic.shortJwks.get(),
            traffic.jwksFetched.get(),
            traffic.grantsRefused.get(),
            traffic.revoked.get(),
            traffic.revokedJobs.get(),
            traffic.refusedElsewhere.get(),
            traffic.slowestRefusal.get(),
            traffic.refusedToTheEnd.get(),
            traffic.revokedAccepted.get(),
            traffic.unavailable.get(),
            traffic.unready.get(),
            traffic.late.get());
  }
}

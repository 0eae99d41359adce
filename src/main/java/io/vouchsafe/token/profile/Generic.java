package io.vouchsafe.token.profile;

/** A relying party of which nothing is known: what every token of ours keeps has to do. */
public record Generic() implements Profile {
  @Override
  public RelyingParty kind() {
    return RelyingParty.GENERIC;
  }
}

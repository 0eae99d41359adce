package io.vouchsafe.token.profile;

/** The kinds of relying party that a profile is known of. */
public enum RelyingParty {
  AWS("AWS"),
  AZURE("Azure"),
  /** Any other: nothing is known of it. */
  GENERIC("the relying party"),
  GOOGLE("Google Cloud"),
  KUBERNETES("Kubernetes"),
  SPIFFE("SPIFFE"),
  VAULT("Vault");

  private final String title;

  RelyingParty(String title) {
    this.title = title;
  }

  /** Its name in a sentence. */
  public String title() {
    return title;
  }
}

package io.vouchsafe.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes the settings of one issuer into those of a service.
 *
 * @param config grows with every call
 * @param name the issuer's name in the configuration
 */
public record IssuerSettings(Map<String, String> config, String name) {

  /** The issuer of this name, at this URL. */
  public static IssuerSettings of(Map<String, String> config, String name, String url) {
    return new IssuerSettings(config, name).with("issuer", url);
  }

  /** One more setting, by its name below the issuer's. */
  public IssuerSettings with(String setting, String value) {
    config.put("vouchsafe.issuers." + name + "." + setting, value);
    return this;
  }

  /** Takes the keys whose names begin so. */
  public IssuerSettings keyPrefix(String prefix) {
    return with("key-prefix", prefix);
  }

  /** Signs the tokens for this audience as ES256. */
  public IssuerSettings es256(String audience) {
    return with("audiences.\"%s\".algorithm".formatted(audience), "ES256");
  }

  /** Trusts what this issuer says to this audience; its keys come by discovery. */
  public IssuerSettings trusts(String trustedIssuer, String url, String audience) {
    String trusted = "trusted-issuers." + trustedIssuer + ".";
    return with(trusted + "issuer", url).with(trusted + "audience", audience);
  }

  /** Takes the keys of a trusted issuer from a file. */
  public IssuerSettings keysOf(String trustedIssuer, Path jwksFile) {
    return with("trusted-issuers." + trustedIssuer + ".jwks-file", jwksFile.toString());
  }

  /**
   * Lets the subjects of a trusted issuer vouch for these attributes, whatever their values.
   *
   * @param audiences what its workloads may ask for, separated by commas
   */
  public IssuerSettings broker(
      String broker,
      String trustedIssuer,
      String subjects,
      String audiences,
      List<String> attributes) {
    String prefix = "brokers." + broker + ".";
    with(prefix + "trusted-issuer", trustedIssuer);
    with(prefix + "subjects", subjects);
    with(prefix + "audiences", audiences);
    attributes.forEach(attribute -> attribute(broker, attribute, "*"));
    return this;
  }

  /** Lets a broker vouch for an attribute with these values, separated by commas. */
  public IssuerSettings attribute(String broker, String attribute, String values) {
    return with("brokers." + broker + ".attributes." + attribute, values);
  }
}

package io.vouchsafe.config;

import io.vouchsafe.base.OrgPattern;
import java.net.URI;
import org.eclipse.microprofile.config.spi.Converter;

/** Takes {@code {org}} in an issuer's URL, which no URL may have so, as percent-encoded. */
public final class IssuerUrlConverter implements Converter<URI> {
  private static final long serialVersionUID = 1L;
  private static final String ENCODED = "%7Borg%7D";

  @Override
  public URI convert(String value) {
    return value.isEmpty() ? null : URI.create(value.strip().replace(OrgPattern.PLACE, ENCODED));
  }

  /** The URL as it was configured. */
  public static String text(URI issuer) {
    return issuer.toString().replace(ENCODED, OrgPattern.PLACE);
  }

  /** The URL of the longest organisation, where the issuer is a template; else the URL. */
  public static URI longest(URI issuer) {
    return URI.create(issuer.toString().replace(ENCODED, OrgPattern.LONGEST));
  }
}

package io.vouchsafe.testing.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Answers of AWS' query protocol. */
final class AwsXml {
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

  private AwsXml() {}

  /** The template's first place is the namespace's, its last the request id's. */
  static StandIn.Reply reply(int status, String template, Object... values) {
    List<Object> all = new ArrayList<>();
    all.add(NAMESPACE);
    for (Object value : values) {
      all.add(escaped(value.toString()));
    }
    all.add(UUID.randomUUID());
    return new StandIn.Reply(status, "text/xml", template.formatted(all.toArray()));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

package io.vouchsafe.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The id of a request: the trace that it belongs to, where it has a {@code traceparent} (W3C Trace
 * Context, 3.2), else its {@code X-Request-Id}, else one of ours. What came counts only in a plain
 * form, since it is written to the log and into the answer; an id is no secret and proves nothing.
 */
final class RequestIds {
  /** The header of requests and answers. */
  static final String HEADER = "X-Request-Id";

  private static final String TRACE_PARENT = "traceparent";
  private static final int LONGEST = 64;
  private static final int TRACE_PARENT_LENGTH = 55;
  private static final int TRACE_BEGIN = 3;
  private static final int TRACE_END = 35;
  private static final String NO_TRACE = "0".repeat(TRACE_END - TRACE_BEGIN);

  private RequestIds() {}

  /** The id of this request, which its answer has too. */
  static String begin(RoutingContext context) {
    String id = of(context.request().headers());
    context.response().putHeader(HEADER, id);
    return id;
  }

  /** The id that the answer has already, or the one that its request would have. */
  static String answered(RoutingContext context) {
    String id = context.response().headers().get(HEADER);
    return id == null ? of(context.request().headers()) : id;
  }

  static String of(MultiMap headers) {
    String trace = headers.get(TRACE_PARENT);
    if (trace != null && isTraceParent(trace)) {
      return trace.substring(TRACE_BEGIN, TRACE_END);
    }
    String id = headers.get(HEADER);
    return id != null && isPlain(id) ? id : made();
  }

  private static String made() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /** Version 00, or a later one that begins like it (W3C Trace Context, 3.2.4). */
  private static boolean isTraceParent(String text) {
    if (text.length() < TRACE_PARENT_LENGTH || text.startsWith("ff")) {
      return false;
    }
    for (int i = 0; i < TRACE_PARENT_LENGTH; i++) {
      boolean dash = i == 2 || i == TRACE_END || i == 52;
      char octet = text.charAt(i);
      if (dash ? octet != '-' : !isLowerHex(octet)) {
        return false;
      }
    }
    return !text.startsWith(NO_TRACE, TRACE_BEGIN);
  }

  private static boolean isLowerHex(char octet) {
    return (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'f');
  }

  /** Neither a JWT nor a Vault token is plain: both have dots. */
  private static boolean isPlain(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char octet = text.charAt(i);
      boolean plain =
          (octet >= '0' && octet <= '9')
              || (octet >= 'a' && octet <= 'z')
              || (octet >= 'A' && octet <= 'Z')
              || octet == '-'
              || octet == '_';
      if (!plain) {
        return false;
      }
    }
    return true;
  }
}

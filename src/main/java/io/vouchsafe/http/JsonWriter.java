package io.vouchsafe.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.http.body.IdTokensBody;
import io.vouchsafe.http.body.OAuthError;
import io.vouchsafe.http.body.ProblemBody;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ServerHttpRequest;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes the records of {@code body} with the Jackson of Quarkus, each in one piece and with its
 * Content-Length. The writer of Quarkus streams: it sends a long list in chunks.
 */
@Provider
public class JsonWriter extends ServerMessageBodyWriter.AllWriteableMessageBodyWriter {
  private final ObjectWriter json;

  JsonWriter(ObjectMapper mapper) {
    json = mapper.writer();
  }

  @Override
  public void writeResponse(Object body, Type type, ServerRequestContext context)
      throws IOException {
    RoutingContext routing = ((ServerHttpRequest) context).unwrap(RoutingContext.class);
    Arrival arrival = Arrival.of(routing);
    if (arrival.send(routing.response(), Buffer.buffer(json.writeValueAsBytes(body)))) {
      report(arrival, body);
    }
  }

  private static void report(Arrival arrival, Object body) {
    switch (body) {
      case ProblemBody problem -> arrival.refused(problem);
      case OAuthError error -> arrival.refused(error.problem());
      case IdTokensBody list -> list.tokens().values().forEach(entry -> report(arrival, entry));
      default -> {}
    }
  }

  @Override
  public void writeTo(
      Object body,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream stream)
      throws IOException {
    stream.write(json.writeValueAsBytes(body));
  }
}

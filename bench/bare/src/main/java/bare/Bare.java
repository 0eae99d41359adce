package bare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/** Two answers: one from memory, one written anew. */
@ApplicationScoped
public class Bare {
  void attach(@Observes Router router, ObjectMapper json) {
    Buffer document = Buffer.buffer("{\"keys\":[]}");
    router
        .get("/document")
        .handler(
            context ->
                context.response().putHeader("Content-Type", "application/json").end(document));
    router
        .get("/json")
        .handler(
            context ->
                context
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(json.valueToTree(Map.of("count", 1)).toString())));
  }
}

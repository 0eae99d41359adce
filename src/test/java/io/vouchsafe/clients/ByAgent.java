package io.vouchsafe.clients;

import io.vouchsafe.testing.cloud.Clouds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Clients of {@code vouchsafe agent}, on loopback. */
final class ByAgent extends Chapter {
  ByAgent(Bed bed) {
    super(bed);
  }

  @Override
  void fill() {
    bed.startAgent(page.block("Listeners"), requestUrl);
    String export = page.block("Listeners: request URL");
    Map<String, String> settings = Map.of("AUDIENCE", Clouds.AWS_AUDIENCE);
    add(
        new ClientCase("@actions/core", Tool.NODE, "actions-core.js", settings, this::takenByAws)
            .wrapped(
                "request URL of the agent", List.of("sh", "-c", export + "exec \"$@\"", "sh")));
    Map<String, String> container = page.variables("Listeners: AWS container credentials");
    add(
        "AWS SDK for JavaScript, container credentials",
        Tool.NODE,
        "aws.js",
        container,
        Chapter::isRole);
    add("boto3, container credentials", Tool.PYTHON, "aws.py", container, Chapter::isRole);
    Map<String, String> metadata =
        new TreeMap<>(page.variables("Listeners: Google metadata server"));
    metadata.put("AUDIENCE", Clouds.AWS_AUDIENCE);
    add(
        "google-auth-library, metadata server",
        Tool.NODE,
        "google-metadata.js",
        metadata,
        this::takenByAws);
    add(
        "google-auth, metadata server",
        Tool.PYTHON,
        "google_metadata.py",
        metadata,
        this::takenByAws);
  }
}

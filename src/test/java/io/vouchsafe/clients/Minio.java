package io.vouchsafe.clients;

import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.cloud.Clouds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real MinIO, which takes our tokens at its STS for a role of its own.
 *
 * @param url of its S3 and of its STS
 * @param role whose name it makes up from its configuration
 */
record Minio(String url, String role) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern ROLE = Pattern.compile("IAM Roles: (arn:minio:iam:::role/\\S+)");

  /** Starts one, on a folder that is empty. */
  static Minio start(List<String> server, Bed bed) {
    int port = Ports.one();
    Path log = bed.folder().resolve("minio.log");
    List<String> command = new ArrayList<>(server);
    command.addAll(
        List.of("--address", "127.0.0.1:" + port, bed.folder().resolve("minio").toString()));
    String password = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
    Map<String, String> environment =
        Map.of(
            "MINIO_ROOT_USER", "admin",
            "MINIO_ROOT_PASSWORD", password,
            "MINIO_BROWSER", "off",
            "MINIO_UPDATE", "off",
            "MINIO_IDENTITY_OPENID_CONFIG_URL",
                bed.stage().url() + "/.well-known/openid-configuration",
            "MINIO_IDENTITY_OPENID_CLIENT_ID", Clouds.AWS_AUDIENCE,
            "MINIO_IDENTITY_OPENID_ROLE_POLICY", "readwrite");
    Process process = Processes.start(command, environment, bed.folder(), log);
    Processes.await("MinIO", process, log, PATIENCE, () -> role(log).find());
    Matcher role = role(log);
    if (!role.find()) {
      throw new IllegalStateException("MinIO has no role");
    }
    return new Minio("http://localhost:" + port, role.group(1));
  }

  private static Matcher role(Path log) {
    try {
      return ROLE.matcher(Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What leads AWS' SDKs there. */
  Map<String, String> settings() {
    return Map.of("AWS_ROLE_ARN", role, "AWS_ENDPOINT_URL_STS", url, "AWS_ENDPOINT_URL_S3", url);
  }
}

package io.vouchsafe.agent.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Credentials of a role, good until they expire. */
public record AwsCredentials(
    String accessKeyId,
    String secretAccessKey,
    String sessionToken,
    Instant expiration,
    String account) {

  /**
   * As a {@code credential_process} answers them (AWS SDKs and Tools Reference Guide, "Process
   * credential provider").
   */
  public ObjectNode forProcess() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("Version", 1);
    json.put("AccessKeyId", accessKeyId);
    json.put("SecretAccessKey", secretAccessKey);
    json.put("SessionToken", sessionToken);
    json.put("Expiration", expiration.toString());
    json.put("AccountId", account);
    return json;
  }

  /**
   * As the endpoint of container credentials answers them (AWS SDKs and Tools Reference Guide,
   * "Container credential provider").
   */
  public ObjectNode forContainer() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("AccessKeyId", accessKeyId);
    json.put("SecretAccessKey", secretAccessKey);
    json.put("Token", sessionToken);
    json.put("Expiration", expiration.toString());
    json.put("AccountId", account);
    return json;
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "credentials %s until %s".formatted(accessKeyId, expiration);
  }
}

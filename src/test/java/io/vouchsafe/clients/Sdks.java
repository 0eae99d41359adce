package io.vouchsafe.clients;

import static io.vouchsafe.clients.ClientCase.is;

import io.vouchsafe.testing.cloud.Clouds;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The SDKs of the clouds, with token files and what the SDKs run or ask themselves. */
final class Sdks extends Chapter {
  Sdks(Bed bed) {
    super(bed);
  }

  @Override
  void fill() {
    aws();
    minio();
    google();
    azure();
  }

  private void aws() {
    aws("token file", page.variables("AWS: token file"));
    Map<String, String> process = new TreeMap<>(requestUrl);
    String config = page.block("AWS: credential process");
    process.put("AWS_CONFIG_FILE", bed.file("aws-config", config).toString());
    process.put("AWS_PROFILE", "checkout");
    aws("credential process", process);
  }

  private void aws(String how, Map<String, String> settings) {
    add("AWS SDK for JavaScript, " + how, Tool.NODE, "aws.js", settings, Chapter::isRole);
    add("boto3, " + how, Tool.PYTHON, "aws.py", settings, Chapter::isRole);
  }

  /** The token file once more, at an STS that is no stand-in. */
  private void minio() {
    Optional<Minio> minio = Tool.MINIO.command("").map(server -> Minio.start(server, bed));
    if (minio.isEmpty()) {
      add("MinIO's STS", Tool.MINIO, "", Map.of(), is(""));
      return;
    }
    Map<String, String> settings = new TreeMap<>(page.variables("AWS: token file"));
    settings.putAll(minio.get().settings());
    Consumer<String> check = is("0 buckets");
    String name = " at MinIO's STS, token file";
    add("AWS SDK for JavaScript" + name, Tool.NODE, "minio.js", settings, check);
    add("boto3" + name, Tool.PYTHON, "minio.py", settings, check);
  }

  private void google() {
    google("url", Bed.SUBJECT);
    google("file", Clouds.SERVICE_ACCOUNT);
    google("executable", Bed.SUBJECT);
  }

  private void google(String source, String holder) {
    Map<String, String> settings = new TreeMap<>(requestUrl);
    settings.put(
        "GOOGLE_APPLICATION_CREDENTIALS",
        bed.file("google-" + source + ".json", page.block("Google: " + source)).toString());
    settings.put("GOOGLE_CLOUD_PROJECT", "checkout");
    settings.put("GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES", "1");
    Consumer<String> check = held(holder, bed.clouds().google()::holder);
    add("google-auth-library, " + source, Tool.NODE, "google.js", settings, check);
    add("google-auth, " + source, Tool.PYTHON, "google_adc.py", settings, check);
  }

  private void azure() {
    Map<String, String> file = page.variables("Azure: federated token file");
    Consumer<String> check = held(Clouds.CLIENT, bed.clouds().entra()::client);
    add("@azure/identity, federated token file", Tool.NODE, "azure.js", file, check);
    add("azure-identity, federated token file", Tool.PYTHON, "azure_identity.py", file, check);
  }
}

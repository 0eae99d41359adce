package io.vouchsafe.clients;

import io.vouchsafe.testing.cloud.Clouds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The SDKs of the clouds once more, with what {@code vouchsafe exec} gives to its child. */
final class ByExec extends Chapter {
  ByExec(Bed bed) {
    super(bed);
  }

  @Override
  void fill() {
    List<String> wrapper =
        List.of("sh", "-c", page.block("vouchsafe exec").replace("COMMAND", "\"$@\""), "exec");
    Map<String, String> settings = new TreeMap<>(requestUrl);
    settings.put("AZURE_AUTHORITY_HOST", bed.clouds().entra().url() + "/");
    settings.put("GOOGLE_CLOUD_PROJECT", "checkout");
    Consumer<String> google = held(Bed.SUBJECT, bed.clouds().google()::holder);
    Consumer<String> azure = held(Clouds.CLIENT, bed.clouds().entra()::client);
    for (ClientCase one :
        List.of(
            new ClientCase(
                "AWS SDK for JavaScript", Tool.NODE, "aws.js", settings, Chapter::isRole),
            new ClientCase("boto3", Tool.PYTHON, "aws.py", settings, Chapter::isRole),
            new ClientCase("google-auth-library", Tool.NODE, "google.js", settings, google),
            new ClientCase("google-auth", Tool.PYTHON, "google_adc.py", settings, google),
            new ClientCase("@azure/identity", Tool.NODE, "azure.js", settings, azure),
            new ClientCase("azure-identity", Tool.PYTHON, "azure_identity.py", settings, azure))) {
      add(one.wrapped("vouchsafe exec", wrapper));
    }
  }
}

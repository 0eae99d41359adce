package io.vouchsafe.admin;

import io.vouchsafe.testing.VaultApi;
import io.vouchsafe.testing.VaultApi.Answer;
import java.util.Map;

/** Something one might do in Vault. */
record Deed(String name, String method, String path, Map<String, ?> body) {

  static Deed get(String path) {
    return new Deed("read " + path, "GET", path, null);
  }

  static Deed post(String path, Map<String, ?> body) {
    return new Deed("write " + path + " " + body.keySet(), "POST", path, body);
  }

  static Deed delete(String path) {
    return new Deed("delete " + path, "DELETE", path, null);
  }

  Answer attempt(VaultApi vault) {
    return vault.call(method, path, body);
  }
}

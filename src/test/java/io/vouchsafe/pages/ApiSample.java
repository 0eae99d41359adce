package io.vouchsafe.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.JWSAlgorithm;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The samples of {@code docs/relying-parties/your-own-api.md}: each method prepares one, with its
 * library at a pinned version, and returns the command that runs it. Where the language or the
 * library cannot be had, the test is aborted.
 */
final class ApiSample {
  static final Path FOLDER = Repository.TARGET.resolve("samples");

  private ApiSample() {}

  static String python() throws IOException {
    assumeTrue(Shell.has("python3", "-m", "pip", "--version"), "there is no python3 with pip");
    Path folder = written("python", "api.py");
    String install =
        "[ -x v/bin/python3 ] || python3 -m venv v && v/bin/pip install -q 'pyjwt[crypto]==2.15.1'";
    assumeTrue(at(folder).bash(install).status() == 0, "PyJWT cannot be had");
    return "%1$s/v/bin/python3 %1$s/api.py".formatted(folder);
  }

  static String javaScript() throws IOException {
    assumeTrue(Shell.has("npm", "--version"), "there is no npm");
    Path folder = written("js", "api.mjs");
    String install = "npm install --no-audit --no-fund --prefix . jose@6.2.18";
    assumeTrue(at(folder).bash(install).status() == 0, "jose cannot be had");
    return "node " + folder.resolve("api.mjs");
  }

  static String go() throws IOException {
    assumeTrue(Shell.has("go", "version"), "there is no go");
    Path folder = written("go", "main.go");
    Files.writeString(folder.resolve("go.mod"), "module sample\n\ngo 1.21\n");
    String install = "go get github.com/coreos/go-oidc/v3/oidc@v3.21.0";
    assumeTrue(at(folder).bash(install).status() == 0, "go-oidc cannot be had");
    at(folder).run("go", "build", "-o", "sample", ".").well();
    return folder.resolve("sample").toString();
  }

  static String java() throws IOException {
    Path folder = written("java", "Api.java");
    String nimbus =
        JWSAlgorithm.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return "%s/bin/java -cp %s %s/Api.java"
        .formatted(System.getProperty("java.home"), nimbus, folder);
  }

  private static Shell at(Path folder) {
    return new Shell(folder, Map.of());
  }

  private static Path written(String language, String name) throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve(language));
    List<String> blocks = Block.texts("docs/relying-parties/your-own-api.md", language);
    assertEquals(1, blocks.size());
    Files.writeString(folder.resolve(name), blocks.getFirst());
    return folder;
  }
}

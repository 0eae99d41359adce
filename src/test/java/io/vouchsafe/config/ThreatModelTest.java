package io.vouchsafe.config;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.token.TokenType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The credentials that docs/threat-model.md lists are those that the code takes and makes. */
class ThreatModelTest {
  private static final Pattern SETTING = Pattern.compile("`((?:vouchsafe|quarkus)\\.[a-z.*-]+)`");

  /** How the last part of a setting's name ends that holds a secret, or the file of one. */
  private static final Pattern SECRET =
      Pattern.compile(".*(secret|secret-id|token|password|jwt)(-file|-path)?|key|key-files?");

  private static final Pattern LOGIN = Pattern.compile(".*\\.(authentication|login)\\..*");
  private static final Set<String> OPEN_PARTS_OF_A_LOGIN =
      Set.of("auth-mount-path", "role", "role-id", "username", "mount", "name", "key-store-name");

  /** Quarkus has these for purposes that the program has none of. */
  private static final Pattern UNUSED =
      Pattern.compile("quarkus\\.(http\\.auth|vault\\.(kv|credentials|secret|transit))\\b.*");

  private static final int WORDS_OF_A_PAGE = 1300;

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/threat-model.md"));
  }

  private static Set<String> secrets() {
    return KnownSettings.judged()
        .map(KnownSetting::pattern)
        .filter(name -> !UNUSED.matcher(name).matches())
        .filter(name -> !name.contains("trust-store"))
        .filter(ThreatModelTest::isSecret)
        .collect(toCollection(TreeSet::new));
  }

  private static boolean isSecret(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    return LOGIN.matcher(name).matches()
        ? !OPEN_PARTS_OF_A_LOGIN.contains(last)
        : SECRET.matcher(last).matches();
  }

  private static boolean stands(String listed, String name) {
    return listed.equals(name)
        || (listed.endsWith(".*") && name.startsWith(listed.substring(0, listed.length() - 1)));
  }

  @Test
  void everySettingThatHoldsASecretIsListed() throws IOException {
    Set<String> listed = listed();
    Set<String> missing = secrets();
    missing.removeIf(name -> listed.stream().anyMatch(one -> stands(one, name)));

    assertEquals(Set.of(), missing);
  }

  @Test
  void everySettingThatIsListedHoldsASecret() throws IOException {
    Set<String> secrets = secrets();
    Set<String> tooMany = listed();
    tooMany.removeIf(listed -> secrets.stream().anyMatch(name -> stands(listed, name)));

    assertEquals(Set.of(), tooMany);
  }

  private static Set<String> listed() throws IOException {
    return SETTING
        .matcher(page())
        .results()
        .map(match -> match.group(1))
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void everyTokenThatWeMakeIsListed() throws IOException {
    String page = page();

    for (TokenType type : TokenType.values()) {
      assertTrue(page.contains("(`" + type.header() + "`)"), type::header);
    }
  }

  @Test
  void everyPolicyThatAVaultAdminAppliesIsListed() throws IOException {
    String page = page();
    try (Stream<Path> policies = Files.list(Path.of("vault/policies"))) {
      List<String> names = policies.map(file -> file.getFileName().toString()).toList();

      assertTrue(names.size() >= 2);
      names.forEach(name -> assertTrue(page.contains("`" + name + "`"), name));
    }
  }

  @Test
  void itIsOnePage() throws IOException {
    assertTrue(page().split("\\s+").length <= WORDS_OF_A_PAGE);
  }
}

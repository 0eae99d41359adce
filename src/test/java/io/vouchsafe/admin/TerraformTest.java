package io.vouchsafe.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code vault/terraform} makes what {@code vault/setup} makes. */
class TerraformTest {
  private static final Path MODULE = Repository.ROOT.resolve("vault/terraform");

  @Test
  void theModulePassesItsCheck() {
    String check = Repository.ROOT.resolve("dev/terraform-check").toString();

    Admin.run(Map.of(), "", List.of(check)).done().saying("vault/terraform");
  }

  @Test
  void everyVariableIsOnThePage() throws IOException {
    String page = Files.readString(MODULE.resolve("README.md"));
    Pattern variable = Pattern.compile("(?m)^variable \"(\\w+)\"");

    assertEquals(
        List.of(),
        variable
            .matcher(Files.readString(MODULE.resolve("variables.tf")))
            .results()
            .map(match -> match.group(1))
            .filter(name -> !page.contains("`" + name + "`"))
            .toList());
  }

  /** What a login fixes stands in the module as in the script, by the names of Vault's API. */
  @Test
  void theLoginsHaveTheParametersOfTheScript() throws IOException {
    Pattern scripted =
        Pattern.compile("(?<![\\w.])((?:token|bound)_[a-z_]+|role_type|user_claim)=");
    Pattern declared =
        Pattern.compile(
            "(?m)^ +((?:token|bound)_[a-z_]+|role_type|user_claim) +=", Pattern.MULTILINE);
    Set<String> script = found(scripted, Repository.ROOT.resolve("vault/login.sh"));
    script.remove("token_reviewer_jwt");
    Set<String> module = found(declared, MODULE.resolve("logins.tf"));
    module.remove("token_reviewer_jwt");

    assertEquals(script, module);
  }

  private static Set<String> found(Pattern name, Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .flatMap(line -> name.matcher(line).results())
          .map(match -> match.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}

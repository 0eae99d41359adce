package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The programs in {@code audit/}; compiled once, since that is what takes their time. */
final class AuditPrograms implements BeforeAllCallback {
  /** What a program said. */
  record Said(int status, String text) {}

  private Path classes;

  @Override
  public void beforeAll(ExtensionContext tests) throws IOException {
    classes = Repository.TARGET.resolve("audit-programs");
    try (Stream<Path> sources = Files.list(Repository.ROOT.resolve("audit"))) {
      List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
      sources.map(Path::toString).filter(it -> it.endsWith(".java")).forEach(arguments::add);
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      assertEquals(0, compiler.run(null, null, null, arguments.toArray(String[]::new)));
    }
  }

  /** What the script does, without its compiling. */
  Said run(String script, Object... arguments) throws Exception {
    String program = script.equals("audit/verify") ? "Verify" : "Find";
    return said(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes.toString(),
            program),
        arguments);
  }

  static Said script(String script, Object... arguments) throws Exception {
    return said(List.of(Repository.ROOT.resolve(script).toString()), arguments);
  }

  private static Said said(List<String> program, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(program);
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes());
    return new Said(process.waitFor(), text);
  }
}

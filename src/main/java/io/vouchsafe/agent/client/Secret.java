package io.vouchsafe.agent.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.base.PlainFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;

/** A bearer secret, a grant or a proof: where it is found, each time that it is used. */
public sealed interface Secret {
  /** Octets of the largest one: it goes into a header. */
  int LARGEST = 16 * 1024;

  Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /**
   * The secret as it is now.
   *
   * @throws Fault if it cannot be read, is empty, or could not stand in a header (RFC 6750, 2.1)
   */
  String value() throws Fault;

  /** Something that is another once the secret was replaced, without reading it. */
  Object version();

  /** What it is, for messages. */
  String what();

  /** What it is and where it comes from, for messages. */
  String name();

  /** In a file, whose owner replaces it; white space around it does not count. */
  record InFile(String what, Path file) implements Secret {
    @Override
    public String value() throws Fault {
      try {
        return checked(new String(PlainFile.read(file, LARGEST), UTF_8), this);
      } catch (IllegalArgumentException e) {
        throw Fault.file(what + ": " + e.getMessage(), e);
      }
    }

    @Override
    public Object version() {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(
            String.valueOf(found.fileKey()), found.lastModifiedTime(), Long.valueOf(found.size()));
      } catch (IOException e) {
        return List.of();
      }
    }

    @Override
    public String name() {
      return what + " " + file;
    }
  }

  /** In a variable, for as long as the process runs. */
  record InVariable(String variable, String text) implements Secret {
    @Override
    public String value() throws Fault {
      return checked(text, this);
    }

    @Override
    public Object version() {
      return variable;
    }

    @Override
    public String what() {
      return "the grant";
    }

    @Override
    public String name() {
      return "variable " + variable;
    }

    @Override
    public String toString() {
      return name();
    }
  }

  private static String checked(String text, Secret secret) throws Fault {
    String value = text.strip();
    if (value.isEmpty()) {
      throw Fault.file(secret.name() + " is empty", null);
    }
    if (!TOKEN68.matcher(value).matches()) {
      throw Fault.file(
          "%s holds what is no token; it has to hold %s alone, on one line"
              .formatted(secret.name(), secret.what()),
          null);
    }
    return value;
  }
}

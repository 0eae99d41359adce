package io.vouchsafe.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this process sees mounted (proc(5), /proc/PID/mountinfo). */
final class Mounts {
  private static final Path OF_THIS_PROCESS = Path.of("/proc/self/mountinfo");
  private static final int PLACE = 4;
  private static final int OPTIONS = 5;
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");
  private static final int OCTAL = 8;

  private Mounts() {}

  /**
   * Whether this process sees a folder on a file system that is mounted read-only, as Kubernetes
   * mounts a ConfigMap; false where that cannot be told.
   */
  static boolean isReadOnly(Path folder) throws IOException {
    return Files.isReadable(OF_THIS_PROCESS)
        && isReadOnly(folder.toRealPath(), Files.readAllLines(OF_THIS_PROCESS));
  }

  /** The same with these mounts; of two at one place the later one hides the other. */
  static boolean isReadOnly(Path real, List<String> mounts) {
    int deepest = -1;
    boolean readOnly = false;
    for (String line : mounts) {
      String[] fields = line.split(" ");
      Path place = Path.of(plain(fields[PLACE]));
      if (real.startsWith(place) && place.getNameCount() >= deepest) {
        deepest = place.getNameCount();
        readOnly = List.of(fields[OPTIONS].split(",")).contains("ro");
      }
    }
    return readOnly;
  }

  private static String plain(String place) {
    return ESCAPED
        .matcher(place)
        .replaceAll(
            it ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(it.group(1), OCTAL))));
  }
}

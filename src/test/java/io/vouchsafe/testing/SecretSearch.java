package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for secrets in files: each whole, and of each JWT the signature by itself, in the form it
 * has in the JWT and in the form in which Vault answers it. It says where one is, never which.
 */
public final class SecretSearch {
  private static final int TAIL = 12;

  /** What a secret ends in, and what may stand before that. */
  private final Map<String, List<String>> needles = new HashMap<>();

  private SecretSearch() {}

  /** A search for these; what has less than 12 characters cannot be told from other text. */
  public static SecretSearch of(Collection<String> secrets) {
    SecretSearch search = new SecretSearch();
    secrets.forEach(search::addAllFormsOf);
    return search;
  }

  private void addAllFormsOf(String secret) {
    add(secret);
    if (secret.chars().filter(c -> c == '.').count() == 2) {
      addSignatureOf(secret);
    }
  }

  private void addSignatureOf(String jwt) {
    add(jwt.substring(jwt.lastIndexOf('.') + 1));
    try {
      SignedJWT parsed = SignedJWT.parse(jwt);
      byte[] signature = parsed.getSignature().decode();
      boolean elliptic = parsed.getHeader().getAlgorithm().getName().startsWith("ES");
      add(
          Base64.getEncoder()
              .encodeToString(elliptic ? ECDSA.transcodeSignatureToDER(signature) : signature));
    } catch (ParseException | JOSEException notOurs) {
      // what is no JWT is looked for as it is
    }
  }

  private void add(String needle) {
    if (needle.length() >= TAIL) {
      needles
          .computeIfAbsent(needle.substring(needle.length() - TAIL), tail -> new ArrayList<>())
          .add(needle);
    }
  }

  /** Where in the file a secret is, as {@code FILE:LINE}. */
  public List<String> in(Path file) throws IOException {
    List<String> found = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file, ISO_8859_1)) {
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (holds(line)) {
          found.add(file + ":" + number);
        }
        number++;
      }
    }
    return found;
  }

  private boolean holds(String line) {
    for (int end = TAIL; end <= line.length(); end++) {
      for (String needle : needles.getOrDefault(line.substring(end - TAIL, end), List.of())) {
        if (line.startsWith(needle, end - needle.length())) {
          return true;
        }
      }
    }
    return false;
  }
}

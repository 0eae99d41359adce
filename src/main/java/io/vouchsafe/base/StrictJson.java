package io.vouchsafe.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * Reads JSON that every reader understands alike: one object in valid UTF-8 (RFC 8259, 8.1), no
 * member twice (RFC 8725, 2.4; RFC 7515, 5.2), nothing after it, and bounded in depth and in the
 * length of its names, and of its numbers where they are read exactly. The caller bounds the length
 * of the whole. Safe for many threads.
 *
 * <p>The constants differ in their bounds only. A native program initialises this class at run
 * time, so no static initialiser may refer to them.
 */
public final class StrictJson {
  private static final ObjectReader READER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().reader();

  /**
   * For JWTs, JWKSs and discovery documents: 16 levels, names of 1000. A number may be of any size
   * and take any number of characters, since others choose what they write: a whole number that
   * fits is a long, and every other number the nearest double, which may be infinite. Reading it
   * takes time in proportion to its length.
   */
  public static final StrictJson JWT = new StrictJson(16, Integer.MAX_VALUE, 1000);

  /** For bodies of requests: 16 levels, numbers of 20 characters, names of 50,000. */
  public static final StrictJson BODY = new StrictJson(16, 20, 50_000);

  /** For files of our own: 16 levels, numbers of 1000 characters, names of 50,000. */
  public static final StrictJson FILE = new StrictJson(16, 1000, 50_000);

  /** For what Vault answers: 1000 levels, numbers of 1000 characters, names of 50,000. */
  public static final StrictJson VAULT = new StrictJson(1000, 1000, 50_000);

  /** Characters of the longest long. */
  private static final int LONGEST_LONG = 20;

  private final JsonFactory factory;
  private final boolean exact;

  private StrictJson(int deepest, int longestNumber, int longestName) {
    exact = longestNumber < Integer.MAX_VALUE;
    factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(deepest)
                    .maxNumberLength(longestNumber)
                    .maxNameLength(longestName)
                    .build())
            .build();
  }

  /**
   * The object that {@code utf8} holds.
   *
   * @throws Fault if it holds anything else
   */
  public ObjectNode object(byte[] utf8) throws Fault {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      JsonNode json = exact ? READER.with(factory).readTree(text) : bounded(text);
      if (json instanceof ObjectNode object) {
        return object;
      }
      throw new Fault(Reason.NO_OBJECT, Optional.empty());
    } catch (CharacterCodingException e) {
      throw new Fault(Reason.NOT_UTF8, Optional.empty());
    } catch (JsonProcessingException e) {
      throw new Fault(reason(e), Optional.ofNullable(e.getLocation()).map(StrictJson::place));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without Jackson's own tree, which makes a BigInteger of many digits in quadratic time. */
  private JsonNode bounded(String text) throws IOException {
    try (JsonParser json = factory.createParser(text)) {
      JsonNode root = json.nextToken() == null ? MissingNode.getInstance() : node(json);
      if (json.nextToken() != null) {
        throw new JsonParseException(json, "there is more than one value");
      }
      return root;
    }
  }

  private static JsonNode node(JsonParser json) throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> array(json);
      case VALUE_STRING -> nodes.textNode(json.getText());
      case VALUE_NUMBER_INT -> whole(json.getText());
      case VALUE_NUMBER_FLOAT -> nodes.numberNode(Double.parseDouble(json.getText()));
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      default -> throw new JsonParseException(json, "a value is needed");
    };
  }

  private static ObjectNode object(JsonParser json) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      object.set(name, node(json));
    }
    return object;
  }

  private static ArrayNode array(JsonParser json) throws IOException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      array.add(node(json));
    }
    return array;
  }

  private static JsonNode whole(String digits) {
    if (digits.length() <= LONGEST_LONG) {
      try {
        return JsonNodeFactory.instance.numberNode(Long.parseLong(digits));
      } catch (NumberFormatException large) {
        // Read as a double below.
      }
    }
    return JsonNodeFactory.instance.numberNode(Double.parseDouble(digits));
  }

  private static Reason reason(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    if (message.startsWith("Duplicate field")) {
      return Reason.MEMBER_TWICE;
    }
    if (message.contains("nesting depth")) {
      return Reason.TOO_DEEP;
    }
    return e instanceof StreamConstraintsException ? Reason.TOO_LONG : Reason.MALFORMED;
  }

  private static Place place(JsonLocation location) {
    return new Place(location.getLineNr(), location.getColumnNr());
  }

  /** Why a text is not read. */
  public enum Reason {
    /** It is not valid UTF-8. */
    NOT_UTF8,
    /** It is not JSON, or something follows the first value. */
    MALFORMED,
    /** An object has two members of one name. */
    MEMBER_TWICE,
    /** It is nested too deeply. */
    TOO_DEEP,
    /** A name or a number is too long. */
    TOO_LONG,
    /** It is JSON, but not an object, or there is nothing but white space. */
    NO_OBJECT
  }

  /** A place in a text; both numbers count from 1, the column in UTF-16 units. */
  public record Place(int line, int column) {}

  /** A text is not what it must be. Says why and where, and never repeats any of the text. */
  public static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Optional<Place> place;

    private Fault(Reason reason, Optional<Place> place) {
      super(
          reason
              + place.map(it -> " at line %d, column %d".formatted(it.line, it.column)).orElse(""),
          null,
          false,
          false);
      this.reason = reason;
      this.place = place;
    }

    public Reason reason() {
      return reason;
    }

    /** Where reading ended; empty if the fault is the whole text's, or no place is known. */
    public Optional<Place> place() {
      return place;
    }
  }
}

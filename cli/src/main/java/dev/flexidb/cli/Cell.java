package dev.flexidb.cli;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value that a database has answered, for people and for programs. */
final class Cell {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

  /** As PostgreSQL's driver writes it, of whose classes nothing here may know. */
  private static final Pattern JSON = Pattern.compile("Json\\w+\\{(.*)}", Pattern.DOTALL);

  private Cell() {}

  /** In one line, which moves nothing on a terminal. */
  static String text(@Nullable Object value) {
    return CONTROL
        .matcher(String.valueOf(plain(value)))
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }

  /** A number, truth, text, a list of them, or null; bytes are hexadecimal. */
  static @Nullable Object plain(@Nullable Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return HexFormat.of().formatHex(copy);
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BitSet bits) {
      return HexFormat.of().formatHex(bits.toByteArray());
    }
    if (value.getClass().isArray()) {
      return list(value);
    }
    Matcher json = JSON.matcher(value.toString());
    return json.matches() && value.getClass().getSimpleName().startsWith("Json")
        ? json.group(1)
        : value.toString();
  }

  private static List<@Nullable Object> list(Object array) {
    List<@Nullable Object> all = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      all.add(plain(Array.get(array, i)));
    }
    return all;
  }
}

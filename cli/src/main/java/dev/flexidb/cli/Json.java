package dev.flexidb.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Answers for programs: one object a line, which says first what it is about. */
final class Json {

  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  static String line(String event, Map<String, ?> facts) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("event", event);
    all.putAll(facts);
    return MAPPER.writeValueAsString(all);
  }

  /** Facts in their order; names and values in turn. */
  static Map<String, Object> facts(Object... namesAndValues) {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      facts.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return facts;
  }
}

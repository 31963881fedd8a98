package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.UnknownDatabaseException;
import dev.flexidb.error.UnknownGroupException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Named groups of databases. Thread-safe. */
final class Groups {

  private final Set<String> known;
  private final Map<String, List<String>> groups = new ConcurrentSkipListMap<>();

  Groups(Set<String> known) {
    this.known = known;
  }

  void define(String group, Collection<String> names) {
    Names.require("group", group);
    Settings.given("the list of names of group \"" + group + "\"", names, "at least one name");
    if (names.isEmpty()) {
      throw new InvalidConfigurationException(
          "group \"%s\" is empty; name at least one database".formatted(group));
    }
    for (String name : names) {
      if (!known.contains(name)) {
        throw new UnknownDatabaseException(name, known);
      }
    }
    groups.put(group, names.stream().distinct().toList());
  }

  List<String> namesIn(@Nullable String group) {
    List<String> names = group == null ? null : groups.get(group);
    if (names == null) {
      throw new UnknownGroupException(group, groups.keySet());
    }
    return names;
  }
}

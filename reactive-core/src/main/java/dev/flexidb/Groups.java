package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.UnknownGroupException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Named groups of databases. Thread-safe. */
final class Groups {

  private final Databases known;
  private final Map<String, List<String>> groups = new ConcurrentSkipListMap<>();

  Groups(Databases known) {
    this.known = known;
  }

  void define(String group, Collection<String> names) {
    Names.require("group", group);
    Settings.given("the list of names of group \"" + group + "\"", names, "at least one name");
    if (names.isEmpty()) {
      throw new InvalidConfigurationException(
          "group \"%s\" is empty; name at least one database".formatted(group));
    }
    List<String> members = names.stream().distinct().toList();
    known.whileRegistered(members, () -> groups.put(group, members));
  }

  /** The database is in no group any more. */
  void forget(String name) {
    groups.replaceAll((group, names) -> names.stream().filter(n -> !n.equals(name)).toList());
  }

  Map<String, List<String>> all() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(groups));
  }

  List<String> namesIn(@Nullable String group) {
    List<String> names = group == null ? null : groups.get(group);
    if (names == null) {
      throw new UnknownGroupException(group, groups.keySet());
    }
    return names;
  }
}

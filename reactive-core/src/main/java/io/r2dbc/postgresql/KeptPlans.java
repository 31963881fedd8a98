package io.r2dbc.postgresql;

import io.r2dbc.postgresql.client.Binding;
import io.r2dbc.postgresql.message.frontend.Parse;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The statements that one connection keeps prepared at the server, each for one scope, such as a
 * tenant: in another one the same text may mean other tables. Thread-safe.
 *
 * <p>They are bounded. The one that was not used for the longest time makes room, and is closed at
 * the server by the message group that takes its place. Once all room is taken, a text has to come
 * again soon to be kept, so that many texts that come once cost no more than with nothing kept.
 */
@NullMarked
final class KeptPlans {

  private static final int BASE = 36;

  private final int limit;
  private final Map<Key, String> names = new LinkedHashMap<>(16, 0.75f, true);
  private final Queue<String> dropped = new ArrayDeque<>();

  /** What came lately and was not kept, by its hash. */
  private final int[] lately;

  /** Behind a pooler others prepare on the same session: their names must not be ours. */
  private final String prefix;

  private long made;

  KeptPlans(int limit) {
    this.limit = limit;
    this.lately = new int[Math.max(1, Integer.highestOneBit(limit) * 2)];
    this.prefix =
        "flexidb_" + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30), BASE) + "_";
  }

  /** As the driver wants it, for the statements of one scope. */
  StatementCache in(String scope) {
    return limit == 0 ? DisabledStatementCache.INSTANCE : new Scope(scope);
  }

  /** Gives up all of them, because the server may have lost some. */
  synchronized void clear() {
    dropped.addAll(names.values());
    names.clear();
  }

  /** The names that the server is to close now; it may not know them. */
  synchronized List<String> takeDropped() {
    if (dropped.isEmpty()) {
      return List.of();
    }
    List<String> taken = List.copyOf(dropped);
    dropped.clear();
    return taken;
  }

  private synchronized @Nullable String find(Key key) {
    return names.get(key);
  }

  /** The name under which it is kept or is going to be; empty when it is not to be kept. */
  private synchronized String nameOf(Key key) {
    String name = names.get(key);
    if (name != null) {
      return name;
    }
    if (names.size() >= limit) {
      if (!cameLately(key)) {
        return Parse.UNNAMED_STATEMENT;
      }
      dropEldest();
    }
    return prefix + Long.toString(made++, BASE);
  }

  private boolean cameLately(Key key) {
    int hash = key.hashCode();
    int place = (hash ^ (hash >>> 16)) & (lately.length - 1);
    boolean came = lately[place] == hash;
    lately[place] = hash;
    return came;
  }

  private void dropEldest() {
    Iterator<String> eldest = names.values().iterator();
    dropped.add(eldest.next());
    eldest.remove();
  }

  private synchronized void keep(Key key, String name) {
    String before = names.put(key, name);
    if (before != null && !before.equals(name)) {
      dropped.add(before);
    }
  }

  private synchronized void drop(String scope, String sql) {
    names
        .entrySet()
        .removeIf(
            entry -> {
              boolean meant = entry.getKey().isFor(scope, sql);
              if (meant) {
                dropped.add(entry.getValue());
              }
              return meant;
            });
  }

  /** A text in its scope, and the types that the driver says in Parse. */
  private static final class Key {

    private final String scope;
    private final String sql;
    private final int[] types;
    private final int hash;

    Key(String scope, String sql, int[] types) {
      this.scope = scope;
      this.sql = sql;
      this.types = types;
      this.hash = (scope.hashCode() * 31 + sql.hashCode()) * 31 + Arrays.hashCode(types);
    }

    boolean isFor(String otherScope, String otherSql) {
      return scope.equals(otherScope) && sql.equals(otherSql);
    }

    /** A type that is left to the server, which would tell it anew from an altered table. */
    boolean leavesTypesOpen() {
      for (int type : types) {
        if (type == Parse.UNSPECIFIED) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && hash == key.hash
          && isFor(key.scope, key.sql)
          && Arrays.equals(types, key.types);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final class Scope implements StatementCache {

    private final String scope;

    Scope(String scope) {
      this.scope = scope;
    }

    private Key key(Binding binding, String sql) {
      return new Key(scope, sql, binding.getParameterTypes());
    }

    @Override
    public boolean requiresPrepare(Binding binding, String sql) {
      return find(key(binding, sql)) == null;
    }

    @Override
    public String getName(Binding binding, String sql) {
      Key key = key(binding, sql);
      return key.leavesTypesOpen() ? Parse.UNNAMED_STATEMENT : nameOf(key);
    }

    @Override
    public void put(Binding binding, String sql, String name) {
      if (!name.isEmpty()) {
        keep(key(binding, sql), name);
      }
    }

    @Override
    public void evict(String sql) {
      drop(scope, sql);
    }
  }
}

package dev.flexidb.family;

import dev.flexidb.pooling.PhysicalConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Global transaction ids of MySQL or MariaDB.
 *
 * @param byOrigin the numbers that are there, by who gave them: of MySQL all of a server, of
 *     MariaDB those up to the last of a domain
 */
record GtidPosition(Map<String, List<Range>> byOrigin) implements Position {

  /** Numbers, both ends included. */
  record Range(long first, long last) {}

  static Mono<Position> of(PhysicalConnection connection) {
    ServerSession session = connection.companion(ServerSession.class);
    boolean mariaDb = session != null && session.mariaDb();
    return DatabaseFamily.ask(
            connection,
            "SELECT CAST(@@GLOBAL.%s AS CHAR)"
                .formatted(mariaDb ? "gtid_current_pos" : "gtid_executed"))
        .map(String::strip)
        .filter(gtids -> !gtids.isEmpty())
        .map(gtids -> mariaDb ? ofMariaDb(gtids) : ofMySql(gtids));
  }

  /** The last of each domain: {@code 0-1-100,1-2-7}, which are domain, server and number. */
  static GtidPosition ofMariaDb(String gtids) {
    Map<String, List<Range>> byDomain = new LinkedHashMap<>();
    for (String gtid : gtids.split(",", -1)) {
      String[] parts = gtid.strip().split("-", -1);
      byDomain.put(parts[0], List.of(new Range(1, Long.parseLong(parts[2]))));
    }
    return new GtidPosition(byDomain);
  }

  /** Sets: {@code uuid:1-5:7,uuid:tag:1}, with line breaks. */
  static GtidPosition ofMySql(String gtids) {
    Map<String, List<Range>> byServer = new LinkedHashMap<>();
    for (String set : gtids.split(",", -1)) {
      String[] parts = set.strip().split(":", -1);
      String origin = parts[0];
      for (int i = 1; i < parts.length; i++) {
        if (Character.isDigit(parts[i].charAt(0))) {
          byServer.computeIfAbsent(origin, none -> new ArrayList<>()).add(range(parts[i]));
        } else {
          origin = parts[0] + ":" + parts[i];
        }
      }
    }
    return new GtidPosition(byServer);
  }

  private static Range range(String text) {
    String[] ends = text.split("-", -1);
    return new Range(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
  }

  @Override
  public boolean covers(Position other) {
    return other instanceof GtidPosition earlier
        && earlier.byOrigin.entrySet().stream()
            .allMatch(
                needed ->
                    needed.getValue().stream().allMatch(range -> has(needed.getKey(), range)));
  }

  private boolean has(String origin, Range needed) {
    return byOrigin.getOrDefault(origin, List.of()).stream()
        .anyMatch(range -> range.first <= needed.first && range.last >= needed.last);
  }
}

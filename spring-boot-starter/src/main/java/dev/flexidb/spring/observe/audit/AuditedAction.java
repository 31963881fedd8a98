package dev.flexidb.spring.observe.audit;

import dev.flexidb.spring.observe.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something that somebody has done. Immutable. It holds no SQL, nothing that was bound, and no
 * server's words.
 *
 * @param at when it ended
 * @param who did it; empty where nobody was logged in
 * @param operation such as DELETE_SCHEMA, MIGRATE, STATEMENT
 * @param schema where; empty where that is not one alone, or what tenants share
 * @param details what else there is to say, such as the kind of a statement, in the order of their
 *     names
 */
public record AuditedAction(
    Instant at,
    Optional<String> who,
    String operation,
    String database,
    Optional<String> schema,
    Outcome outcome,
    Duration took,
    Map<String, String> details) {

  public AuditedAction {
    details = Collections.unmodifiableMap(new TreeMap<>(details));
  }
}

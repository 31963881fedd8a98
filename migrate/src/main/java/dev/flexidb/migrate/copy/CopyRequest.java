package dev.flexidb.migrate.copy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be copied.
 *
 * @param from the schema that there is
 * @param to the one that is to be
 * @param data whether rows are copied
 * @param always tables whose rows are copied in any case
 * @param never tables whose rows are not
 * @param fromRole the role of the tenant in the first, whose rights go to the other one's; null
 *     where tenants have none
 * @param toRole the role of the tenant in the copy
 */
public record CopyRequest(
    String from,
    String to,
    boolean data,
    Set<String> always,
    Set<String> never,
    @Nullable String fromRole,
    @Nullable String toRole) {

  boolean copiesRowsOf(String table) {
    return always.contains(table) || (data && !never.contains(table));
  }
}

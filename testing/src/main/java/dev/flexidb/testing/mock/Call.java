package dev.flexidb.testing.mock;

import dev.flexidb.tenant.SchemaName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statement that reached a mocked database. Immutable.
 *
 * @param database its name
 * @param tenant whose schema it was sent to; empty for what tenants share, and where there are none
 * @param sql the text, without anything of ours; of a batch all texts, joined by semicolons
 * @param values what was bound, in the order of the parameters, one row after the other
 * @param fate what became of it
 */
public record Call(
    String database,
    Optional<SchemaName> tenant,
    String sql,
    List<@Nullable Object> values,
    Fate fate) {

  /** What becomes of a statement. */
  public enum Fate {
    /** It is in a transaction that has not ended, or has not been answered yet. */
    OPEN,
    /** It was committed, by itself or with its transaction. */
    KEPT,
    /** It failed, or was rolled back with its transaction. */
    UNDONE
  }

  public Call {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  /** Database, tenant and text; what was bound as well, so it may hold what a test has bound. */
  @Override
  public String toString() {
    return "%s in %s: %s%s"
        .formatted(
            database,
            tenant.map(SchemaName::value).orElse("no tenant"),
            SqlText.oneLine(sql),
            values.isEmpty() ? "" : " " + values);
  }
}

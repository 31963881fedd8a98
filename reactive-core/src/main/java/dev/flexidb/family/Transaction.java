package dev.flexidb.family;

import io.r2dbc.spi.Option;
import io.r2dbc.spi.TransactionDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of one borrow. It begins with its first statement: until then it is only pending,
 * and one that stays empty sends nothing.
 *
 * <p>Used by one statement at a time; reads and writes are ordered by the connection's turns.
 */
public final class Transaction {

  private volatile @Nullable TransactionDefinition pending;
  private volatile boolean open;
  private volatile boolean readOnly;
  private volatile boolean limited;

  /** Asks for a transaction; it begins with the next statement. */
  public void request(TransactionDefinition definition) {
    readOnly = Boolean.TRUE.equals(definition.getAttribute(TransactionDefinition.READ_ONLY));
    pending = definition;
  }

  /** Whether the transaction that was asked for, begun or not, is to be held read-only. */
  public boolean isReadOnly() {
    return readOnly;
  }

  /** Whether a transaction was asked for and has not begun. */
  public boolean isPending() {
    return pending != null;
  }

  /** The definition of the transaction that is pending; null for none. */
  @Nullable TransactionDefinition pending() {
    return pending;
  }

  /** Whether a transaction was asked for, begun or not. */
  public boolean isActive() {
    return pending != null || open;
  }

  /** Whether it has begun at the server, as far as we asked for it. */
  public boolean isOpen() {
    return open;
  }

  /** The definition that the server is to be given now; it counts as begun from here on. */
  public TransactionDefinition open() {
    TransactionDefinition definition = pending;
    pending = null;
    open = true;
    return definition == null ? new Attributes(Map.of()) : definition;
  }

  /** Whether the last statement took a deadline along, which stays with its transaction. */
  void limited(boolean newLimited) {
    limited = newLimited;
  }

  /** Whether the deadline of the last statement would hold for the next one too. */
  boolean isLimited() {
    return open && limited;
  }

  /** It ended, by us or by the user's text. */
  public void end() {
    pending = null;
    readOnly = false;
    open = false;
  }

  /** Changes attributes of the transaction that is still pending. */
  public void amend(Map<Option<?>, ?> changes) {
    TransactionDefinition definition = pending;
    if (definition != null) {
      pending = amended(definition, changes);
    }
  }

  /** A definition with some of its attributes changed. */
  public static TransactionDefinition amended(
      TransactionDefinition definition, Map<Option<?>, ?> changes) {
    return changes.isEmpty() ? definition : new Amended(definition, changes);
  }

  /** A definition made of options. */
  public static TransactionDefinition definition(Map<Option<?>, ?> attributes) {
    return new Attributes(new LinkedHashMap<>(attributes));
  }

  private record Attributes(Map<Option<?>, Object> attributes) implements TransactionDefinition {
    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T getAttribute(Option<T> option) {
      return (T) attributes.get(option);
    }
  }

  private record Amended(TransactionDefinition definition, Map<Option<?>, ?> changes)
      implements TransactionDefinition {
    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T getAttribute(Option<T> option) {
      T changed = (T) changes.get(option);
      return changed != null ? changed : definition.getAttribute(option);
    }
  }
}

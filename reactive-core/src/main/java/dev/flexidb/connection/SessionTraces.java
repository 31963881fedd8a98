package dev.flexidb.connection;

import dev.flexidb.error.NoInsertException;
import dev.flexidb.family.LastInsert;
import dev.flexidb.family.Namespace;
import dev.flexidb.family.Work;
import dev.flexidb.pooling.PhysicalConnection;
import org.jspecify.annotations.Nullable;

/** What the statements of one borrow may leave on the server's session, noted before they run. */
final class SessionTraces {

  private final ConnectionContext context;
  private final Borrow borrow;

  /** On which a statement of this borrow may have made the number of the session's last insert. */
  private volatile @Nullable PhysicalConnection inserted;

  SessionTraces(ConnectionContext context, Borrow borrow) {
    this.context = context;
    this.borrow = borrow;
  }

  /**
   * @throws NoInsertException if the work asks for the number of another borrower's insert
   */
  void note(Work work, @Nullable Namespace namespace) {
    PhysicalConnection connection = borrow.connection();
    requireOwnInsert(work, connection);
    switch (context.family().leftoverOf(work, namespace)) {
      case LASTING -> borrow.spoil();
      case HIDDEN -> borrow.resetWith(context.family().reset(connection, namespace != null));
      case NONE -> {}
    }
    if (namespace != null && connection.visited(namespace.first()) >= context.maxTenants()) {
      borrow.spoil();
    }
  }

  /** What comes next runs on another session. */
  void forget() {
    inserted = null;
  }

  private void requireOwnInsert(Work work, PhysicalConnection connection) {
    LastInsert lastInsert = context.family().lastInsert(work);
    if (lastInsert.asked() && inserted != connection) {
      throw new NoInsertException(context.database());
    }
    if (lastInsert.made()) {
      inserted = connection;
    }
  }
}

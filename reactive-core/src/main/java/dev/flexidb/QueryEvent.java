package dev.flexidb;

import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A statement that has ended on a server. Immutable.
 *
 * <p>It never holds what was bound. What stands as a literal in the text is the user's: whoever
 * writes a password or a name into SQL finds it here, and in {@code toString()}.
 *
 * @param database its name
 * @param server host and port, which tells the servers of one database apart
 * @param tenant whose schema it ran in; null where there is none
 * @param sql the text that the connection was given, without anything of ours; of a batch all
 *     texts, joined by semicolons
 * @param took from when it was sent to its end, a COMMIT of its own included; without the wait for
 *     a connection, and with that for a reader who takes its time
 * @param error what went wrong; null if nothing did, or if nobody wanted to know any more
 * @param cancelled whether its caller wanted no more of it, or closed its connection, before the
 *     end
 */
public record QueryEvent(
    String database,
    String server,
    @Nullable SchemaName tenant,
    String sql,
    Duration took,
    @Nullable Throwable error,
    boolean cancelled) {}

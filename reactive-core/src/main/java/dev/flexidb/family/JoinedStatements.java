package dev.flexidb.family;

import io.r2dbc.postgresql.PrefixedStatements;
import io.r2dbc.postgresql.PrefixedStatements.Flight;
import io.r2dbc.postgresql.PrefixedStatements.Prefix;
import io.r2dbc.spi.Connection;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Statements of one PostgreSQL connection that take their {@code search_path} with them. */
final class JoinedStatements {

  /** Words of texts that drop prepared statements, ours among them. */
  private static final Pattern DROPS_PREPARED = Pattern.compile("(?i)\\b(deallocate|discard)\\b");

  private final PrefixedStatements statements;
  private final Remembered<SearchPath, Known> prefixes;

  /** A prefix's name and its messages, which are the same on all connections. */
  static final class Known {

    private final String name;
    private final byte[] execution;
    private final @Nullable String scope;

    Known(SearchPath path) {
      this.name = path.name();
      this.execution = PrefixedStatements.execution(name, path.values());
      this.scope = path.isStable() ? path.path() : null;
    }
  }

  private JoinedStatements(PrefixedStatements statements, Remembered<SearchPath, Known> prefixes) {
    this.statements = statements;
    this.prefixes = prefixes;
  }

  /** The prefixes that the connections of one pool share. */
  static Remembered<SearchPath, Known> prefixes() {
    return new Remembered<>(Known::new);
  }

  /** Throws whatever comes of it where the connection is not of the driver that we know. */
  static JoinedStatements on(
      Connection connection, int plans, Remembered<SearchPath, Known> prefixes) {
    return new JoinedStatements(PrefixedStatements.on(connection, plans), prefixes);
  }

  /** Takes note of a text that is about to run. */
  void note(Work text) {
    if (DROPS_PREPARED.matcher(text.sql()).find()) {
      statements.forget();
    }
  }

  /**
   * @param planKept whether the statement may stay prepared: where a second try, which the server
   *     may ask for, goes unseen
   * @param opening asked when the statement is sent, once for each row of parameters: text that
   *     begins a transaction; null for none
   * @param commit what keeps a statement that succeeded; null where nothing is left to do
   * @param failure what comes when it has failed and the server is ready again
   */
  Plan plan(
      Work work,
      SearchPath path,
      boolean planKept,
      Supplier<@Nullable String> opening,
      @Nullable Mono<Void> commit,
      Mono<Void> failure) {
    Flight flight = flight(path, planKept, opening);
    return Plan.joined(() -> work.executeOn(flight::createStatement), flight::prefixFailed)
        .ending(commit, flight.landed().then(failure));
  }

  /** For a statement alone whose plans are the driver's. */
  Plan plan(Work work, SearchPath path) {
    Known known = new Known(path);
    Prefix prefix = statements.prefix(known.name, path::prepared, path.parameters());
    Flight flight = statements.flight(prefix, known.execution);
    return Plan.joined(() -> work.executeOn(flight::createStatement), flight::prefixFailed)
        .ending(null, flight.landed());
  }

  Flight flight(SearchPath path, boolean planKept, Supplier<@Nullable String> opening) {
    Known known = path.fleeting() ? new Known(path) : prefixes.of(path);
    Prefix prefix = statements.prefix(known.name, path::prepared, path.parameters());
    return statements.flight(prefix, opening, planKept ? known.scope : null, known.execution);
  }
}

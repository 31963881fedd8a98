package dev.flexidb.migrate;

import dev.flexidb.error.Quoted;
import io.r2dbc.spi.R2dbcNonTransientException;
import java.util.Collection;
import java.util.List;

/** There are no migrations in a domain of that name. */
public final class UnknownDomainException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final String domain;
  private final List<String> known;

  UnknownDomainException(String domain, Collection<String> known) {
    super(
        "unknown domain \"%s\"; %s"
            .formatted(
                Quoted.line(domain),
                known.isEmpty()
                    ? "no migrations were found at all"
                    : "known are " + Quoted.names(known)));
    this.domain = domain;
    this.known = List.copyOf(known);
  }

  /** The name that was asked for. */
  public String domain() {
    return domain;
  }

  /** The names that there are. */
  public List<String> known() {
    return known;
  }
}

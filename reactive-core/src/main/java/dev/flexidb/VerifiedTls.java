package dev.flexidb;

import dev.flexidb.error.UnverifiedServerException;
import dev.flexidb.family.KnownDriver;
import dev.flexidb.family.TransportSecurity;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/** Says what to do where the server cannot be verified, and warns where it is not to be. */
final class VerifiedTls implements ConnectionFactory {

  private static final Logger LOG = Loggers.getLogger(VerifiedTls.class);

  private final ConnectionFactory driver;
  private final String database;
  private final String server;
  private final KnownDriver known;

  private VerifiedTls(ConnectionFactory driver, String database, String server, KnownDriver known) {
    this.driver = driver;
    this.database = database;
    this.server = server;
    this.known = known;
  }

  /** Around a driver that was made from the options of this origin. */
  static ConnectionFactory around(ConnectionFactory driver, String database, Origin origin) {
    ConnectionFactoryOptions options = origin.options();
    if (options == null) {
      return driver;
    }
    warning(database, origin.server(), options).ifPresent(LOG::warn);
    return KnownDriver.of(options.getValue(ConnectionFactoryOptions.DRIVER))
        .<ConnectionFactory>map(known -> new VerifiedTls(driver, database, origin.server(), known))
        .orElse(driver);
  }

  /** What there is to warn of; the user has said that it is to be so. */
  static Optional<String> warning(
      String database, String server, ConnectionFactoryOptions options) {
    return TransportSecurity.isUnverified(options)
        ? Optional.of(
            ("database \"%s\": what goes to %s may be read or answered by others on the way, as its"
                    + " options say that the server is not to be verified")
                .formatted(database, server))
        : Optional.empty();
  }

  @Override
  public Mono<Connection> create() {
    return Mono.<Connection>defer(() -> Mono.from(driver.create()))
        .onErrorMap(TransportSecurity::isRefusal, this::inOurWords);
  }

  private Throwable inOurWords(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return new UnverifiedServerException(
        database,
        server,
        String.valueOf(root.getMessage()),
        known.authorityOption(),
        known.plainMode(),
        error);
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return driver.getMetadata();
  }
}
